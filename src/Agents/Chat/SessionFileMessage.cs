using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>One message of a saved session.</summary>
internal static class SessionFileMessage
{
    // A store of one's own may keep half characters, which no JSON can hold.
    public static JsonNode Write(SessionMessage message)
    {
        var metadata = MessageText.WellFormed(message.Metadata);
        var json = new JsonObject { ["role"] = message.Role, ["content"] = message.Content, ["timestamp"] = message.Timestamp.ToString("O", CultureInfo.InvariantCulture) };
        if (metadata.ToolCalls is { } calls) json["tool_calls"] = JsonSerializer.SerializeToNode(calls, SessionFile.Deep);
        if (metadata.ToolCallId is { } id) json["tool_call_id"] = id;
        if (!metadata.Values.IsEmpty) json["metadata"] = JsonSerializer.SerializeToNode(metadata.Values, SessionFile.Deep);
        return json;
    }

    /// <exception cref="FormatException">Something is missing, of the wrong kind, or what no store takes.</exception>
    public static SessionMessage Read(JsonElement json, int index)
    {
        var place = $"messages[{index}]";
        SessionFilePlace.CheckObject(json, place);
        return new(Role(json, place), Text(json, "content", place) ?? throw new FormatException($"{place}.content is missing."))
        {
            Timestamp = Time(json, place),
            Metadata = new() { ToolCalls = Calls(json, place), ToolCallId = Text(json, "tool_call_id", place), Values = Values(json, place) },
        };
    }

    private static string Role(JsonElement json, string place)
    {
        var role = Text(json, "role", place) ?? throw new FormatException($"{place}.role is missing.");
        return MessageText.ProblemOfRole(role) is { } problem ? throw new FormatException($"{place}.role {problem}.") : role;
    }

    private static DateTimeOffset Time(JsonElement json, string place)
    {
        if (Text(json, "timestamp", place) is not { } text) return default;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new FormatException($"{place}.timestamp is no time.");
    }

    private static JsonElement? Calls(JsonElement json, string place)
    {
        if (Value(json, "tool_calls", JsonValueKind.Array, place) is not { } calls) return null;
        foreach (var (index, call) in calls.EnumerateArray().Index()) SessionFilePlace.CheckObject(call, $"{place}.tool_calls[{index}]");
        return calls.Clone();
    }

    private static ImmutableDictionary<string, JsonElement> Values(JsonElement json, string place)
    {
        if (Value(json, "metadata", JsonValueKind.Object, place) is not { } metadata) return ImmutableDictionary<string, JsonElement>.Empty;
        SessionFilePlace.CheckObject(metadata, $"{place}.metadata");
        return metadata.EnumerateObject().ToImmutableDictionary(static property => property.Name, static property => property.Value.Clone(), StringComparer.Ordinal);
    }

    private static string? Text(JsonElement json, string name, string place) => Value(json, name, JsonValueKind.String, place)?.GetString();

    private static JsonElement? Value(JsonElement json, string name, JsonValueKind kind, string place)
    {
        if (!json.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind != kind) throw new FormatException($"{place}.{name} is of the wrong kind.");
        SessionFilePlace.CheckTexts(value, $"{place}.{name}");
        return value;
    }
}
