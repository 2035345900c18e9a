namespace Bots.Sessions.Json.Documents;

/// <summary>Where a value stands in the bytes of a file.</summary>
internal readonly record struct JsonSpan(int Start, int End);

/// <summary>A replacement within the bytes of a file.</summary>
internal readonly record struct JsonEdit(int Start, int End, byte[] Replacement)
{
    /// <summary>The bytes with all edits made; everything else stays as it is.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> bytes, IEnumerable<JsonEdit> edits)
    {
        var result = new List<byte>(bytes.Length + 1_024);
        var at = 0;
        foreach (var edit in edits.OrderBy(static edit => edit.Start))
        {
            result.AddRange(bytes[at..edit.Start]);
            result.AddRange(edit.Replacement);
            at = edit.End;
        }

        result.AddRange(bytes[at..]);
        return [.. result];
    }
}
