using System.Text.Json;

namespace Bots.Fakes.Models;

/// <summary>One request as a <see cref="ModelServer"/> received it.</summary>
/// <param name="Path">The path, for example <c>/v1/chat/completions</c>.</param>
/// <param name="Headers">The headers, letter case aside.</param>
/// <param name="Body">The JSON body.</param>
public sealed record ModelRequest(string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    /// <summary>True when an event stream is wanted.</summary>
    public bool Streams => Body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    /// <summary>The messages.</summary>
    public IReadOnlyList<JsonElement> Messages => [.. Body.GetProperty("messages").EnumerateArray()];

    /// <summary>The model asked for.</summary>
    public string Model => Body.GetProperty("model").GetString()!;

    /// <summary>The text of the last message from the user.</summary>
    public string LastUserText => TextOf(Messages.Last(static message => message.GetProperty("role").GetString() == "user"));

    /// <summary>The names of the tools offered.</summary>
    public IEnumerable<string> ToolNames => !Body.TryGetProperty("tools", out var tools) ? [] : tools.EnumerateArray()
        .Select(static tool => (tool.TryGetProperty("function", out var function) ? function : tool).GetProperty("name").GetString()!);

    /// <summary>All text of a message, whether it is a string or a list of parts.</summary>
    public static string TextOf(JsonElement message) => !message.TryGetProperty("content", out var content) ? "" : content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(static part => part.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };
}
