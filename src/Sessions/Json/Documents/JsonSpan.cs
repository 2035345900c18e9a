namespace Bots.Sessions.Json.Documents;

/// <summary>Where a value stands in the bytes of a file.</summary>
internal readonly record struct JsonSpan(int Start, int End);

/// <summary>A replacement within the bytes of a file.</summary>
internal readonly record struct JsonEdit(int Start, int End, byte[] Replacement)
{
    /// <summary>By how much everything behind it moves.</summary>
    public int Growth => Replacement.Length - (End - Start);

    /// <summary>The bytes with all edits made; everything else stays as it is.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> bytes, IReadOnlyCollection<JsonEdit> edits)
    {
        var result = new byte[bytes.Length + edits.Sum(static edit => edit.Growth)];
        var (from, to) = (0, 0);
        foreach (var edit in edits.OrderBy(static edit => edit.Start))
        {
            bytes[from..edit.Start].CopyTo(result.AsSpan(to));
            to += edit.Start - from;
            edit.Replacement.CopyTo(result.AsSpan(to));
            to += edit.Replacement.Length;
            from = edit.End;
        }

        bytes[from..].CopyTo(result.AsSpan(to));
        return result;
    }
}
