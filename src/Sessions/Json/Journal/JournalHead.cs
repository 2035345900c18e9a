namespace Bots.Sessions.Json.Journal;

/// <summary>The first bytes of a journal. They name its generation, so another file in the same place shows at once.</summary>
internal sealed class JournalHead
{
    private const int Length = 256;

    private readonly byte[] _bytes;

    private JournalHead(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        _bytes = start[..(end < 0 ? start.Length : end + 1)].ToArray();
    }

    /// <summary>The head of no file.</summary>
    public static JournalHead Unknown { get; } = new([]);

    public static JournalHead Of(ReadOnlySpan<byte> firstLine) => new(firstLine[..Math.Min(firstLine.Length, Length)]);

    public static JournalHead Read(FileStream file)
    {
        Span<byte> start = stackalloc byte[Length];
        file.Position = 0;
        return new(start[..file.ReadAtLeast(start, Length, throwOnEndOfStream: false)]);
    }

    public bool IsOf(FileStream file) => _bytes.Length > 0 && Read(file)._bytes.AsSpan().SequenceEqual(_bytes);
}
