using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Memories;

namespace Bots.Sessions.Json.Memories;

/// <summary>What is known about a user, as JSON.</summary>
internal static class MemoryJson
{
    /// <summary>The name of the list of them.</summary>
    public const string List = "memories";

    public static byte[] Write(string userId, MemoryBook book)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonText.Writing);
        writer.WriteStartObject();
        writer.WriteString("user_id", userId);
        writer.WriteStartArray(List);
        foreach (var memory in book.Memories) Write(writer, memory);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The book; what cannot be read in it is left out.</summary>
    /// <exception cref="JsonException">This is no JSON.</exception>
    public static MemoryBook Read(byte[] json)
    {
        using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4_096 });
        return parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty(List, out var list) && list.ValueKind == JsonValueKind.Array
            ? new([.. list.EnumerateArray().Select(Memory).OfType<UserMemory>()])
            : MemoryBook.Empty;
    }

    /// <summary>Whose book it is; null when it does not say.</summary>
    /// <exception cref="JsonException">This is no JSON.</exception>
    public static string? UserOf(byte[] json)
    {
        using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4_096 });
        return parsed.RootElement.ValueKind == JsonValueKind.Object ? Text(parsed.RootElement, "user_id") : null;
    }

    private static void Write(Utf8JsonWriter writer, UserMemory memory)
    {
        var content = memory.Content;
        writer.WriteStartObject();
        writer.WriteString("id", memory.Id);
        writer.WriteString("text", content.Text);
        writer.WriteNumber("importance", content.Importance);
        writer.WriteNumber("quality", content.Quality);
        Write(writer, "observed_at", content.ObservedAt);
        Write(writer, "expires_at", content.ExpiresAt);
        Write(writer, "invalid_at", memory.InvalidAt);
        if (content.Supersedes is { } older) writer.WriteString("supersedes", older);
        if (memory.SupersededBy is { } newer) writer.WriteString("superseded_by", newer);
        Write(writer, content.Source);
        Write(writer, content.Metadata);
        if (!content.Embedding.IsEmpty) writer.WriteBase64String("embedding", MemoryMarshal.AsBytes(content.Embedding.Span));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } set) writer.WriteString(name, IsoTime.Write(set));
    }

    private static void Write(Utf8JsonWriter writer, MemorySource? source)
    {
        if (source is null) return;
        writer.WriteStartObject("source");
        writer.WriteString("session_id", source.SessionId);
        writer.WriteNumber("from", source.FromIndex);
        writer.WriteNumber("to", source.ToIndex);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, MessageMetadata metadata)
    {
        if (metadata.IsEmpty) return;
        writer.WriteStartObject("metadata");
        foreach (var (name, value) in metadata.Values)
        {
            writer.WritePropertyName(MessageText.WellFormed(name));
            writer.WriteRawValue(JsonText.Of(value), skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    private static UserMemory? Memory(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Text(json, "id") is not { Length: > 0 } id || Text(json, "text") is not { Length: > 0 } text) return null;
        var content = new NewMemory(text)
        {
            Importance = Part(json, "importance") ?? 0.5,
            Quality = Part(json, "quality") ?? 1,
            ObservedAt = IsoTime.Read(Text(json, "observed_at")) ?? DateTimeOffset.UnixEpoch,
            ExpiresAt = IsoTime.Read(Text(json, "expires_at")),
            Supersedes = Text(json, "supersedes"),
            Source = Source(json),
            Metadata = Metadata(json),
            Embedding = Embedding(json),
        };
        return new(id, content) { InvalidAt = IsoTime.Read(Text(json, "invalid_at")), SupersededBy = Text(json, "superseded_by") };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Part(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var part) ? Math.Clamp(part, 0, 1) : null;

    private static MemorySource? Source(JsonElement json) =>
        json.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.Object && Text(source, "session_id") is { } session
        && Number(source, "from") is { } from && Number(source, "to") is { } to
            ? new(session, from, to)
            : null;

    private static int? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static MessageMetadata Metadata(JsonElement json) =>
        json.TryGetProperty("metadata", out var values) && values.ValueKind == JsonValueKind.Object
            ? new() { Values = values.EnumerateObject().ToImmutableDictionary(static value => value.Name, static value => value.Value.Clone(), StringComparer.Ordinal) }
            : MessageMetadata.Empty;

    private static float[] Embedding(JsonElement json) =>
        json.TryGetProperty("embedding", out var value) && value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes) && bytes.Length % sizeof(float) == 0
            ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
            : [];
}
