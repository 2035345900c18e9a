using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Files;

/// <summary>The lock under which sessions begin below others and go, and in it the one that this is being done to.</summary>
/// <remarks>What is noted there outlives a writer that is killed, not the power: it is not flushed, so that nobody waits for it.</remarks>
internal sealed class HeldTree(FileLock fileLock) : IDisposable
{
    /// <summary>The outline of a session that a writer began with and did not finish; null when there is none.</summary>
    public SessionDocument? Unfinished => fileLock.Read() is { Length: > 0 } bytes ? SessionDocument.TryRead(bytes) : null;

    /// <summary>Notes what is begun, before anything of it is written.</summary>
    public void Begin(SessionDocument outline) => fileLock.Write(outline.Bytes);

    /// <summary>Notes that it stands in every file.</summary>
    public void Finish() => fileLock.Write([]);

    public void Dispose() => fileLock.Dispose();
}
