using System.Text.Json;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>Finds times that cannot be read. A time that is missing is none; what was meant nobody knows, so nothing is mended.</summary>
internal static class TimesCheck
{
    public static IEnumerable<Finding> Find(string id, SessionDocument document)
    {
        foreach (var name in new[] { "created_at", "updated_at" })
        {
            if (!HasTime(document, name))
                yield return Finding.Of(IntegrityProblemKind.Changed, id, $"Its \"{name}\" is no time; it is read as the beginning of time.");
        }

        if (document.RawMessages.Count(static bytes => !HasTime(bytes)) is > 0 and var count)
            yield return Finding.Of(IntegrityProblemKind.Changed, id, $"{count} messages have a \"timestamp\" that is no time; it is read as the beginning of time.");
    }

    private static bool HasTime(SessionDocument document, string name) =>
        document.Raw(name) is var raw && (raw.Length == 0 || raw.SequenceEqual("null"u8) || IsoTime.Read(document.Text(name)) is not null);

    private static bool HasTime(byte[] bytes)
    {
        using var message = JsonDocument.Parse(bytes, new() { MaxDepth = 4_096 });
        return !message.RootElement.TryGetProperty("timestamp", out var value) || value.ValueKind == JsonValueKind.Null || MessageJson.TimeOf(value) is not null;
    }
}
