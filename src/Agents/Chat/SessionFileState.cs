using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>The state within a saved session, checked by what every <see cref="ISessionState"/> takes: nothing is written of a file that a store would refuse half-way.</summary>
internal static class SessionFileState
{
    private const int LongestKey = 256;
    private const int LargestValue = 1 << 20;

    // A store of one's own may keep half characters, which no JSON can hold.
    public static JsonNode? Write(IReadOnlyDictionary<string, JsonElement> values) =>
        JsonSerializer.SerializeToNode(values.ToDictionary(static value => value.Key, static value => MessageText.WellFormed(value.Value)), SessionFile.Deep);

    /// <exception cref="FormatException">A key or a value is none.</exception>
    public static Dictionary<string, JsonElement> Read(JsonElement envelope, string name)
    {
        if (!envelope.TryGetProperty(name, out var values)) return [];
        SessionFilePlace.CheckObject(values, name);
        SessionFilePlace.CheckTexts(values, name);
        var read = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var value in values.EnumerateObject())
        {
            var compact = Compact(value.Value);
            read[Checked(value.Name, compact.GetRawText(), name)] = compact;
        }

        return read;
    }

    // As it was before it came into the file, whose line breaks would count as well.
    private static JsonElement Compact(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) value.WriteTo(json);
        using var document = JsonDocument.Parse(buffer.WrittenMemory, new() { MaxDepth = SessionFile.MaxDepth });
        return document.RootElement.Clone();
    }

    private static string Checked(string key, string value, string name) => key.Length switch
    {
        0 => throw new FormatException($"{name} holds a value without a name."),
        > LongestKey => throw new FormatException($"{name} holds a name of {key.Length} characters; it may have {LongestKey}."),
        _ when Encoding.UTF8.GetByteCount(value) > LargestValue => throw new FormatException($"{name}.{key} is larger than {LargestValue} bytes."),
        _ => key,
    };
}
