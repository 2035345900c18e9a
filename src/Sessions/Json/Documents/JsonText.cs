using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bots.Sessions.Json.Documents;

/// <summary>JSON values as the files spell them: text readable, not escaped beyond need.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(SessionNote))]
[JsonSerializable(typeof(Upkeep.BackupMarker))]
[JsonSerializable(typeof(IReadOnlyList<SessionSummary>))]
[JsonSerializable(typeof(IReadOnlyList<TakenOver>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class JsonText : JsonSerializerContext
{
    public static JsonWriterOptions Writing => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4_096, SkipValidation = true };

    /// <summary>The text as a JSON string, or null.</summary>
    public static byte[] Of(string? text)
    {
        if (text is null) return [.. "null"u8];
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(text.Length + 2);
        using var writer = new Utf8JsonWriter(buffer, Writing);
        writer.WriteStringValue(MessageText.WellFormed(text));
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The values as a JSON array.</summary>
    public static byte[] Array(IEnumerable<byte[]> values)
    {
        var result = new List<byte> { (byte)'[' };
        foreach (var value in values)
        {
            if (result.Count > 1) result.Add((byte)',');
            result.AddRange(value);
        }

        result.Add((byte)']');
        return [.. result];
    }

    /// <summary>The value as it was spelt, without halves of characters.</summary>
    public static byte[] Of(JsonElement value) => JsonRepair.ReplaceLoneSurrogates(System.Text.Encoding.UTF8.GetBytes(value.GetRawText()));
}
