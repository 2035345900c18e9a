using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Json.Documents;

/// <summary>Where the values of one JSON object stand, so that one can be replaced without touching the others.</summary>
internal sealed class ObjectMap
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 4_096 };

    private readonly Dictionary<string, JsonSpan> _values = new(StringComparer.Ordinal);
    private int _end;

    private ObjectMap(int start) => _end = start;

    /// <summary>The elements of the arrays that were asked for, by name.</summary>
    public Dictionary<string, List<JsonSpan>> Elements { get; } = new(StringComparer.Ordinal);

    /// <summary>Why the reading ended early; null when the object is whole.</summary>
    public JsonException? Error { get; private set; }

    public JsonSpan? this[string name] => _values.TryGetValue(name, out var span) ? span : null;

    /// <summary>Reads the object that is the whole of <paramref name="json"/> as far as it is valid.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="arrays">Names of arrays whose elements are wanted one by one.</param>
    public static ObjectMap Read(ReadOnlySpan<byte> json, params string[] arrays)
    {
        var map = new ObjectMap(0);
        try
        {
            map.ReadAll(json, arrays);
        }
        catch (JsonException error)
        {
            map.Error = error;
        }

        return map;
    }

    /// <summary>Gives <paramref name="name"/> this value: in its place, or at the end of the object.</summary>
    public JsonEdit Set(string name, ReadOnlySpan<byte> value, ref bool hasAdded)
    {
        if (this[name] is { } span) return new(span.Start, span.End, [.. value]);
        var comma = _values.Count > 0 || hasAdded ? "," : "";
        hasAdded = true;
        return new(_end, _end, [.. Encoding.UTF8.GetBytes($"{comma}{JsonSerializer.Serialize(name, JsonText.Default.String)}:"), .. value]);
    }

    private void ReadAll(ReadOnlySpan<byte> json, string[] arrays)
    {
        var reader = new Utf8JsonReader(json, Reading);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The file holds no JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadProperty(ref reader, arrays);
        _end = (int)reader.TokenStartIndex;
        if (reader.Read()) throw new JsonException("Something follows the JSON object.");
    }

    private void ReadProperty(ref Utf8JsonReader reader, string[] arrays)
    {
        var name = reader.GetString()!;
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        Elements.Remove(name);
        if (reader.TokenType == JsonTokenType.StartArray && arrays.Contains(name)) ReadElements(ref reader, Elements[name] = []);
        else reader.Skip();
        _values[name] = new(start, (int)reader.BytesConsumed);
    }

    private static void ReadElements(ref Utf8JsonReader reader, List<JsonSpan> elements)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(new(start, (int)reader.BytesConsumed));
        }
    }
}
