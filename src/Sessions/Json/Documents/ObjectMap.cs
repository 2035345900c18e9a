using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Json.Documents;

/// <summary>Where the values of one JSON object stand, so that one can be replaced without touching the others.</summary>
internal sealed class ObjectMap
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 4_096 };

    private readonly Dictionary<string, JsonSpan> _values = new(StringComparer.Ordinal);
    private readonly string[] _arrays;
    private int _end;

    private ObjectMap(int end, string[] arrays) => (_end, _arrays) = (end, arrays);

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
        var map = new ObjectMap(0, arrays);
        try
        {
            map.ReadAll(json);
        }
        catch (JsonException error)
        {
            map.Error = error;
        }

        return map;
    }

    /// <summary>The object made of what stands whole in a damaged one: its values, and the elements of one array.</summary>
    public static byte[] Salvage(ReadOnlySpan<byte> json, string array)
    {
        var map = Read(json, array);
        var values = new List<string>();
        foreach (var (name, span) in map._values.Where(value => value.Key != array)) values.Add(Property(name, Text(json, span)));
        if (map.Elements.TryGetValue(array, out var elements)) values.Add(Property(array, $"[{Joined(json, elements)}]"));
        return Encoding.UTF8.GetBytes($"{{{string.Join(',', values)}}}");
    }

    /// <summary>Gives <paramref name="name"/> this value: in its place, or at the end of the object.</summary>
    public JsonEdit Set(string name, ReadOnlySpan<byte> value, ref bool hasAdded)
    {
        if (this[name] is { } span) return new(span.Start, span.End, [.. value]);
        var comma = _values.Count > 0 || hasAdded ? "," : "";
        hasAdded = true;
        return new(_end, _end, [.. Encoding.UTF8.GetBytes($"{comma}{Property(name, "")}"), .. value]);
    }

    /// <summary>The map of the same object after edits that replaced whole values, or added elements at the end of one array; null where the
    /// bytes have to be read again.</summary>
    /// <param name="edits">The edits.</param>
    /// <param name="array">The name of the array.</param>
    /// <param name="added">What was added to it.</param>
    public ObjectMap? After(IReadOnlyList<JsonEdit> edits, string array, IReadOnlyList<byte[]> added)
    {
        if (edits.Any(edit => _arrays.Any(name => this[name] == new JsonSpan(edit.Start, edit.End)))) return null;
        var map = new ObjectMap(_end + edits.Sum(static edit => edit.Growth), _arrays);
        foreach (var (name, span) in _values) map._values[name] = Moved(span, edits);
        foreach (var (name, elements) in Elements) map.Elements[name] = elements.ConvertAll(span => Moved(span, edits));
        if (added.Count == 0) return map;
        if (!map.Elements.TryGetValue(array, out var longer)) return null;

        // They stand at the end of the array, with a comma before each but the first of all.
        var end = map._values[array].End - 1;
        var start = longer.Count > 0 ? longer[^1].End + 1 : map._values[array].Start + 1;
        foreach (var element in added)
        {
            longer.Add(new(start, start + element.Length));
            start += element.Length + 1;
        }

        return longer[^1].End <= end ? map : null;
    }

    private static string Property(string name, string value) => $"{JsonSerializer.Serialize(name, JsonText.Default.String)}:{value}";

    private static string Text(ReadOnlySpan<byte> json, JsonSpan span) => Encoding.UTF8.GetString(json[span.Start..span.End]);

    private static string Joined(ReadOnlySpan<byte> json, List<JsonSpan> spans)
    {
        var texts = new List<string>();
        foreach (var span in spans) texts.Add(Text(json, span));
        return string.Join(',', texts);
    }

    private static JsonSpan Moved(JsonSpan span, IReadOnlyList<JsonEdit> edits)
    {
        var (start, end) = (span.Start, span.End);
        foreach (var edit in edits)
        {
            // What is added right behind a value is not part of it.
            if (edit.End <= span.Start) start += edit.Growth;
            if (edit.Start < span.End && edit.End <= span.End) end += edit.Growth;
        }

        return new(start, end);
    }

    private void ReadAll(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Reading);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The file holds no JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadProperty(ref reader);
        _end = (int)reader.TokenStartIndex;
        if (reader.Read()) throw new JsonException("Something follows the JSON object.");
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        var name = reader.GetString()!;
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        Elements.Remove(name);
        if (reader.TokenType == JsonTokenType.StartArray && _arrays.Contains(name)) ReadElements(ref reader, Elements[name] = []);
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
