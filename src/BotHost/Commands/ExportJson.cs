using System.Text.Json;
using Bots.Sessions;
using Bots.Sessions.Transfer;

namespace Bots.BotHost.Commands;

/// <summary>The pieces of a user's export.</summary>
internal static class ExportJson
{
    public static void Write(Utf8JsonWriter json, SessionData data)
    {
        Text(json, "title", data.Title);
        Text(json, "agent", data.AgentName);
        json.WriteString("created_at", data.CreatedAt);
        json.WriteString("updated_at", data.UpdatedAt);
        if (data.ExpiresAt is { } ends) json.WriteString("expires_at", ends);
        if (!data.Metadata.Values.IsEmpty) Write(json, "metadata", data.Metadata.Values);
    }

    public static void Write(Utf8JsonWriter json, string name, IEnumerable<SessionMessage> messages)
    {
        json.WriteStartArray(name);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role);
            json.WriteString("content", message.Content);
            json.WriteString("timestamp", message.Timestamp);
            Write(json, message.Metadata);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, SessionSummary summary)
    {
        json.WriteStartObject();
        json.WriteNumber("from", summary.FromIndex);
        json.WriteNumber("to", summary.ToIndex);
        json.WriteString("text", summary.Text);
        json.WriteEndObject();
    }

    /// <summary>A checkpoint or version: how much of the history it begins with, and what only it keeps.</summary>
    public static void Write(Utf8JsonWriter json, CheckpointContent content, IReadOnlyList<SessionMessage> history)
    {
        var shared = content.Messages.Zip(history).TakeWhile(static pair => pair.First == pair.Second).Count();
        json.WriteStartObject();
        Fields(json, content.Place);
        if (content.Version is { } version)
        {
            json.WriteNumber("version", version.Number);
            Text(json, "description", version.Description);
        }

        json.WriteNumber("messages_of_history", shared);
        if (shared < content.Messages.Count) Write(json, "further_messages", content.Messages.Skip(shared));
        if (content.State.Count > 0) Write(json, "values", content.State);
        json.WriteEndObject();
    }

    /// <summary>A checkpoint of a store that says only where it is.</summary>
    public static void Write(Utf8JsonWriter json, SessionCheckpoint place)
    {
        json.WriteStartObject();
        Fields(json, place);
        json.WriteNumber("message_index", place.MessageIndex);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, UserMemory memory)
    {
        json.WriteStartObject();
        json.WriteString("text", memory.Content.Text);
        if (memory.Content.ObservedAt is { } at) json.WriteString("observed_at", at);
        if (memory.Content.ExpiresAt is { } ends) json.WriteString("expires_at", ends);
        if (memory.InvalidAt is { } until) json.WriteString("invalid_since", until);
        Text(json, "session_id", memory.Content.Source?.SessionId);
        if (!memory.Content.Metadata.Values.IsEmpty) Write(json, "metadata", memory.Content.Metadata.Values);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, JsonElement> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, SessionCheckpoint place)
    {
        Text(json, "label", place.Label);
        json.WriteString("made", place.Kind.ToString());
        json.WriteString("created_at", place.CreatedAt);
    }

    private static void Write(Utf8JsonWriter json, MessageMetadata metadata)
    {
        if (metadata.ToolCalls is { } calls)
        {
            json.WritePropertyName("tool_calls");
            calls.WriteTo(json);
        }

        Text(json, "tool_call_id", metadata.ToolCallId);
        if (!metadata.Values.IsEmpty) Write(json, "metadata", metadata.Values);
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }
}
