using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Journal;

namespace Bots.Sessions.Json.Files;

/// <summary>A session whose file this process has locked.</summary>
internal sealed class HeldSession(SessionFiles files, FileLock fileLock, string sessionId) : IDisposable
{
    private SessionFile _file = new("", sessionId, null);

    public string SessionId => sessionId;

    /// <summary>The file the session really lives in.</summary>
    public string Path => _file.Path;

    /// <summary>The session with its pending turns; null when it does not exist.</summary>
    public SessionDocument? Document { get; private set; }

    /// <summary>Turns that are in <see cref="Document"/> and perhaps not yet in the file.</summary>
    public IReadOnlyList<JournalTurn> Pending { get; private set; } = [];

    /// <summary>Loads the session, mending its file if it must; false when it lives in another file than the locked one.</summary>
    public bool TryLoad(string lockedPath)
    {
        _file = files.Find(sessionId);
        if (_file.Path != lockedPath) return false;
        if (_file.IsDamaged) _file = files.Repair(_file);
        return true;
    }

    public void Take(IReadOnlyList<JournalTurn> pending, Func<SessionDocument?, IReadOnlyList<JournalTurn>, SessionDocument?> apply) =>
        (Pending, Document) = (pending, apply(_file.Document, pending));

    /// <summary>Replaces the file. When another program deleted it meanwhile, without a lock, the session starts anew with this change alone.</summary>
    public bool Save(SessionDocument changed, Func<SessionDocument?, SessionDocument?> change)
    {
        if (_file.Document is not null && !File.Exists(Path)) changed = change(null) ?? changed;
        files.Save(Path, changed);
        return true;
    }

    /// <summary>Replaces the file by this document, or deletes it when there is none; and erases every copy of what was there.</summary>
    public bool Erase(SessionDocument? changed)
    {
        if (changed is not null) PrivateFile.Replace(Path, changed.OwnerFirst().Bytes);
        files.Erase(_file, deletes: changed is null);
        return true;
    }

    public void Dispose() => fileLock.Dispose();
}
