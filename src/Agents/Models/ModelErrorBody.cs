using System.Text.Json;

namespace Bots.Agents.Models;

/// <summary>Finds the sentence in a provider's error body.</summary>
internal static class ModelErrorBody
{
    private const int MaxLength = 200;

    public static string Summarize(string body)
    {
        var text = Bounded(Message(body) ?? body);
        return text.Length == 0 ? "it does not say why." : text;
    }

    // {"error":{"message":"…"}} at OpenAI and Anthropic; local servers also use {"error":"…"}, {"message":"…"} and {"detail":"…"}.
    private static string? Message(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Find(json.RootElement);
        }
        catch (JsonException)
        {
            return null; // Not JSON, or cut: the caller shows its beginning as it is.
        }
    }

    private static string? Find(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Object => Child(element, "error") ?? Child(element, "message") ?? Child(element, "detail"),
        _ => null,
    };

    private static string? Child(JsonElement element, string name) => element.TryGetProperty(name, out var child) ? Find(child) : null;

    private static string Bounded(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaxLength ? line : string.Concat(line.AsSpan(0, MaxLength), "…");
    }
}
