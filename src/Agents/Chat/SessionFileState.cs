using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bots.Agents.Chat;

/// <summary>The state within a saved session, checked by what every <see cref="Sessions.ISessionState"/> takes: nothing is written of a file that a store would refuse half-way.</summary>
internal static class SessionFileState
{
    private const int LongestKey = 256;
    private const int LargestValue = 1 << 20;

    /// <exception cref="FormatException">A key or a value is none.</exception>
    /// <exception cref="InvalidOperationException">A text holds half a character.</exception>
    public static Dictionary<string, JsonElement> Read(JsonElement envelope, string name)
    {
        if (!envelope.TryGetProperty(name, out var values)) return [];
        if (values.ValueKind != JsonValueKind.Object) throw new FormatException($"{name} is not an object.");
        CheckText(values);
        var read = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var value in values.EnumerateObject())
        {
            var compact = Compact(value.Value);
            read[Checked(value.Name, compact.GetRawText(), name)] = compact;
        }

        return read;
    }

    /// <summary>Reads every name and every text once: JSON may spell half a character, which is found out only then.</summary>
    /// <exception cref="InvalidOperationException">It does.</exception>
    public static void CheckText(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) _ = value.GetString();
        if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray()) CheckText(item);
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var member in value.EnumerateObject())
        {
            _ = member.Name;
            CheckText(member.Value);
        }
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
