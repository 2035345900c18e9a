using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Bots.Adapters.Web;

/// <summary>Everything that is JSON between page and host, without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PostedMessage))]
[JsonSerializable(typeof(PostedReceipt))]
[JsonSerializable(typeof(MessageEvent))]
[JsonSerializable(typeof(AnswerEvent))]
[JsonSerializable(typeof(FinalEvent))]
[JsonSerializable(typeof(HistoryPage))]
[JsonSerializable(typeof(WebPayload))]
[JsonSerializable(typeof(WebProblem))]
internal sealed partial class WebJson : JsonSerializerContext
{
    /// <summary>For JSON that is never put into a page: letters of all scripts and HTML stay as they are.</summary>
    public static WebJson Relaxed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The same JSON with half characters (a browser writes a lone surrogate as its escape) replaced by U+FFFD.</summary>
    public static string WholeCharacters(string json) => Escape().Replace(json, static escape =>
        escape.Groups["lone"].Success ? "\\ufffd" : escape.Value);

    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}

/// <summary>What the page posts.</summary>
internal sealed record PostedMessage(string? Id, string? Text);

/// <summary>The page shows a reply.</summary>
internal sealed record PostedReceipt(string? Id);

/// <summary>What the page shows after loading.</summary>
/// <param name="Session">Which browser this is, as text: too long for a JavaScript number.</param>
/// <param name="Messages">The newest messages, oldest first.</param>
/// <param name="More">True when there are older ones.</param>
internal sealed record HistoryPage(string Session, IReadOnlyList<HistoryItem> Messages, bool More);

/// <summary>A message: text as typed from the user, HTML from the assistant.</summary>
internal sealed record HistoryItem(string? Turn, string Role, string? Text, string? Html, DateTimeOffset At);

/// <summary>What went wrong, in a sentence for the user.</summary>
internal sealed record WebProblem(string Error);
