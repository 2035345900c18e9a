using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>One message of a saved session.</summary>
internal static class SessionFileMessage
{
    public static JsonNode Write(SessionMessage message)
    {
        var json = new JsonObject { ["role"] = message.Role, ["content"] = message.Content, ["timestamp"] = message.Timestamp.ToString("O", CultureInfo.InvariantCulture) };
        if (message.Metadata.ToolCalls is { } calls) json["tool_calls"] = JsonSerializer.SerializeToNode(calls, SessionFile.Deep);
        if (message.Metadata.ToolCallId is { } id) json["tool_call_id"] = id;
        if (!message.Metadata.Values.IsEmpty) json["metadata"] = JsonSerializer.SerializeToNode(message.Metadata.Values, SessionFile.Deep);
        return json;
    }

    /// <exception cref="FormatException">Something is missing or of the wrong kind.</exception>
    public static SessionMessage Read(JsonElement json, int index)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException($"messages[{index}] is not an object.");
        var role = Text(json, "role", index);
        return new(role is { Length: > 0 } ? role : throw new FormatException($"messages[{index}].role is missing."), Text(json, "content", index) ?? throw new FormatException($"messages[{index}].content is missing."))
        {
            Timestamp = Time(json, index),
            Metadata = new()
            {
                ToolCalls = json.TryGetProperty("tool_calls", out var calls) ? Checked(calls, JsonValueKind.Array, "tool_calls", index).Clone() : null,
                ToolCallId = Text(json, "tool_call_id", index),
                Values = json.TryGetProperty("metadata", out var metadata) ? Values(Checked(metadata, JsonValueKind.Object, "metadata", index)) : ImmutableDictionary<string, JsonElement>.Empty,
            },
        };
    }

    private static DateTimeOffset Time(JsonElement json, int index)
    {
        if (Text(json, "timestamp", index) is not { } text) return default;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new FormatException($"messages[{index}].timestamp is no time.");
    }

    private static string? Text(JsonElement json, string name, int index) =>
        json.TryGetProperty(name, out var value) ? Checked(value, JsonValueKind.String, name, index).GetString() : null;

    private static JsonElement Checked(JsonElement value, JsonValueKind kind, string name, int index)
    {
        if (value.ValueKind != kind) throw new FormatException($"messages[{index}].{name} is of the wrong kind.");
        SessionFileState.CheckText(value);
        return value;
    }

    private static ImmutableDictionary<string, JsonElement> Values(JsonElement metadata) =>
        metadata.EnumerateObject().Aggregate(ImmutableDictionary.CreateBuilder<string, JsonElement>(StringComparer.Ordinal), static (values, property) =>
        {
            values[property.Name] = property.Value.Clone();
            return values;
        }).ToImmutable();
}
