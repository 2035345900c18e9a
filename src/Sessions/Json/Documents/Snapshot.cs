namespace Bots.Sessions.Json.Documents;

/// <summary>One entry of a session's <c>snapshots</c>: the checkpoint it is, and how to find its messages.</summary>
/// <param name="Shown">What callers see.</param>
/// <param name="Bytes">The entry as it stands in the file.</param>
internal sealed record Snapshot(SessionCheckpoint Shown, byte[] Bytes)
{
    /// <summary>The session's messages it begins with.</summary>
    public int Prefix { get; init; }

    /// <summary>Recognises the last of them; null for an entry of another program, whose index is all there is.</summary>
    public string? Anchor { get; init; }

    /// <summary>The values of the session's state, as a JSON object; null for an entry of another program.</summary>
    public byte[]? State { get; init; }

    /// <summary>What callers see of it as a saved version; null when it is none.</summary>
    public SessionVersion? Version { get; init; }

    /// <summary>The messages that follow and that the session itself has no longer, as they were written.</summary>
    public IReadOnlyList<byte[]> Rest { get; init; } = [];
}
