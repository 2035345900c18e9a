namespace Bots.Sessions.Json.Journal;

/// <summary>How the journal looked when it was last read to its end: looking the same, it says nothing new.</summary>
internal sealed record JournalSight(long Length, DateTime Written)
{
    /// <summary>True when turns were on their way to their session's file.</summary>
    public bool HasPending { get; init; }

    public static JournalSight Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(file.Length, file.LastWriteTimeUtc) : new(-1, default);
    }
}
