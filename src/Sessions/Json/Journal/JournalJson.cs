using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bots.Sessions.Delivery;

namespace Bots.Sessions.Json.Journal;

/// <summary>Writes and reads journal lines.</summary>
[JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    private static readonly JsonTypeInfo<JournalLine> Line = new JournalJson(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 4_096,
        Converters = { new JsonStringEnumConverter<InboxState>() },
    }).JournalLine;

    /// <summary>The line with its end.</summary>
    public static byte[] Write(JournalLine line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, Line), (byte)'\n'];

    /// <summary>The line, or null when these bytes are none.</summary>
    public static JournalLine? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
