using System.Buffers;
using System.Text.Json;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json.Documents;

/// <summary>One message as the format writes it, and tolerantly read.</summary>
internal static class MessageJson
{
    public static byte[] Write(SessionMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Content.Length + 128);
        using var writer = new Utf8JsonWriter(buffer, JsonText.Writing);
        writer.WriteStartObject();
        writer.WriteString("role", message.Role);
        WriteForeign(writer, message);
        writer.WritePropertyName("timestamp");
        writer.WriteRawValue(IsoTime.WriteSeconds(message.Timestamp), skipInputValidation: true);
        WriteMetadata(writer, message.Metadata);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The message that stands there; null when it is no object.</summary>
    public static SessionMessage? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4_096 });
        return Read(JsonElement.ParseValue(ref reader));
    }

    /// <summary>The message in this value; null when it is no object.</summary>
    public static SessionMessage? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) return null;
        return new(Text(value, "role") is { Length: > 0 } role ? role : "user", Text(value, "content") ?? "")
        {
            Timestamp = Time(value),
            Metadata = ReadMetadata(value),
        };
    }

    // Another program's content may be no text: then it stands among its fields.
    private static void WriteForeign(Utf8JsonWriter writer, SessionMessage message)
    {
        var fields = ForeignFields.Of(message.Metadata);
        if (!fields.Any(static pair => pair.Key == "content")) writer.WriteString("content", message.Content);
        foreach (var (name, value) in fields.Where(static pair => pair.Key == "content" || !ForeignFields.OfMessage.Contains(pair.Key)))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(JsonText.Of(value), skipInputValidation: true);
        }
    }

    private static void WriteMetadata(Utf8JsonWriter writer, MessageMetadata metadata)
    {
        writer.WriteStartObject("metadata");
        foreach (var (name, value) in metadata.Values)
        {
            if (name == IForeignFields.Name) continue;
            writer.WritePropertyName(MessageText.WellFormed(name));
            writer.WriteRawValue(JsonText.Of(value), skipInputValidation: true);
        }

        writer.WriteEndObject();
        if (metadata.ToolCalls is { } calls)
        {
            writer.WritePropertyName("tool_calls");
            writer.WriteRawValue(JsonText.Of(calls), skipInputValidation: true);
        }

        if (metadata.ToolCallId is { } id) writer.WriteString("tool_call_id", MessageText.WellFormed(id));
    }

    private static MessageMetadata ReadMetadata(JsonElement message)
    {
        var calls = message.TryGetProperty("tool_calls", out var list) && list.ValueKind == JsonValueKind.Array ? list.Clone() : (JsonElement?)null;
        var id = message.TryGetProperty("tool_call_id", out var call) && call.ValueKind == JsonValueKind.String ? call.GetString() : null;
        var values = message.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            ? MessageMetadata.Empty.Values.SetItems(metadata.EnumerateObject().Select(static property => KeyValuePair.Create(property.Name, property.Value.Clone())))
            : MessageMetadata.Empty.Values;
        if (ForeignFields.In(message, ForeignFields.OfMessage) is { } foreign) values = values.SetItem(IForeignFields.Name, foreign);
        return calls is null && id is null && values.IsEmpty ? MessageMetadata.Empty : new() { ToolCalls = calls, ToolCallId = id, Values = values };
    }

    // Other programs write lists of parts, or nothing at all: what is not text is shown as it stands.
    private static string? Text(JsonElement message, string name)
    {
        if (!message.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        };
    }

    private static DateTimeOffset Time(JsonElement message) =>
        message.TryGetProperty("timestamp", out var value) ? TimeOf(value) ?? default : default;

    /// <summary>The time that a <c>timestamp</c> says; null when it says none.</summary>
    public static DateTimeOffset? TimeOf(JsonElement timestamp) => timestamp.ValueKind switch
    {
        JsonValueKind.Number when timestamp.TryGetDecimal(out var seconds) => IsoTime.FromSeconds(seconds),
        JsonValueKind.String => IsoTime.Read(timestamp.GetString()),
        _ => null,
    };
}
