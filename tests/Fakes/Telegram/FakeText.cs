using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bots.Fakes.Telegram;

/// <summary>What the server does with texts and entities.</summary>
public static partial class FakeText
{
    private static readonly HashSet<string> EntityTypes =
    [
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline", "strikethrough", "spoiler",
        "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention", "custom_emoji",
    ];

    /// <summary>Whether the text goes beyond what one message takes, in code points.</summary>
    public static bool IsTooLong(string? text, int limit = 4096) => (text ?? "").TrimEnd().EnumerateRunes().Count() > limit;

    /// <summary>The text as it will be shown, or the server's refusal.</summary>
    public static string Accept(string? text, int limit = 4096)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text ?? "") > 32_768) throw new BotApiException(400, "Bad Request: Text is too long");
        var shown = (text ?? "").TrimEnd();
        if (string.IsNullOrWhiteSpace(shown)) throw new BotApiException(400, "Bad Request: message text is empty");
        return IsTooLong(shown, limit) ? throw new BotApiException(400, "Bad Request: message is too long") : shown;
    }

    /// <summary>What is wrong with entities; the real server would drop or cut them silently.</summary>
    public static IEnumerable<string> EntityProblems(string text, JsonArray entities)
    {
        var spans = entities.Select(static entity => (Type: entity!["type"]!.GetValue<string>(), From: entity["offset"]!.GetValue<int>(), Length: entity["length"]!.GetValue<int>(), Node: entity)).ToList();
        if (spans.Count > 100) yield return $"{spans.Count} entities, 100 are kept";
        foreach (var (type, from, length, node) in spans)
        {
            if (!EntityTypes.Contains(type)) yield return $"unknown entity {type}";
            if (from < 0 || length <= 0 || from + length > text.Length) yield return $"entity {type} {from}+{length} lies outside the text";
            else if (CutsPair(text, from) || CutsPair(text, from + length)) yield return $"entity {type} {from}+{length} cuts a character";
            if (type == "text_link" && string.IsNullOrEmpty(node["url"]?.GetValue<string>())) yield return "text_link without url";
        }

        foreach (var (a, b) in spans.SelectMany(a => spans.Where(b => !ReferenceEquals(a.Node, b.Node)).Select(b => (a, b))))
        {
            var overlap = a.From < b.From + b.Length && b.From < a.From + a.Length;
            if (overlap && a.From < b.From && a.From + a.Length < b.From + b.Length) yield return $"entities {a.Type} and {b.Type} cross";
            if (overlap && a.Type is "pre" or "code" && overlap && b.Type is not ("blockquote" or "expandable_blockquote")) yield return $"{b.Type} overlaps {a.Type}";
            if (overlap && a.Type == b.Type) yield return $"{a.Type} within {a.Type}";
        }
    }

    /// <summary>The entities that the server finds by itself in what a user writes.</summary>
    public static JsonArray Detect(string text)
    {
        var found = DetectPattern().Matches(text).Select(match => (JsonNode)new JsonObject
        {
            ["type"] = match.Value[0] == '/' ? "bot_command" : "mention",
            ["offset"] = match.Index,
            ["length"] = match.Length,
        });
        return [.. found];
    }

    private static bool CutsPair(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);

    [GeneratedRegex(@"(?<![\w/@])(/[A-Za-z0-9_]{1,32}(@\w{3,32})?|@\w{3,32})")]
    private static partial Regex DetectPattern();
}
