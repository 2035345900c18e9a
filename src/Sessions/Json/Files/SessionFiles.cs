using Bots.Sessions.Json.Documents;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Json.Files;

/// <summary>The session files of one directory: which file belongs to a session, and what is in it.</summary>
internal sealed partial class SessionFiles(string directory, StorePresence presence, TimeProvider time, ILogger logger)
{
    private readonly KnownDocuments _known = new();

    public string Directory => directory;

    /// <exception cref="SessionStoreException">The folder was there and is gone.</exception>
    public bool AnyExist
    {
        get
        {
            presence.Check();
            return System.IO.Directory.Exists(directory);
        }
    }

    /// <summary>Makes the folder where there is none yet.</summary>
    /// <exception cref="SessionStoreException">The folder was there and is gone.</exception>
    public void MakeFolder() => presence.Make(directory);

    /// <summary>The session's file and what it holds, or the file it would get.</summary>
    public SessionFile Find(string sessionId)
    {
        presence.Check();
        string? free = null;
        foreach (var name in SessionFileName.Candidates(sessionId))
        {
            var path = Path.Combine(directory, name);
            if (LargeJson.IsForeign(path)) continue;
            if (Read(path) is not { } bytes) free ??= path;
            else if (Open(path, bytes) is var file && file.SessionId == sessionId) return file;
        }

        return new(free ?? throw new SessionStoreException($"Every file name for this session in {directory} belongs to another one; use another session id.") { Key = sessionId }, sessionId, null);
    }

    /// <summary>Every session there is, once. A file that cannot be read, and one that its session does not live in, is logged and left out.</summary>
    public IEnumerable<SessionFile> All(string idPrefix = "")
    {
        if (!AnyExist) yield break;
        var beginning = SessionFileName.Beginning(idPrefix);
        foreach (var path in System.IO.Directory.EnumerateFiles(directory, "*" + SessionFileName.Ending))
        {
            // What cannot be among those asked for need not be read.
            if (!Path.GetFileName(path.AsSpan()).StartsWith(beginning, StringComparison.Ordinal) || TryOpen(path) is not { Document: not null } file) continue;
            if (IsInItsPlace(file)) yield return file;
            else LogMisplaced(path, file.SessionId);
        }
    }

    /// <summary>How many files say that they are sessions and are read for none, or cannot be read.</summary>
    public int CountUnlisted() => !AnyExist ? 0 : System.IO.Directory.EnumerateFiles(directory, "*" + SessionFileName.Ending).Count(IsUnlisted);

    /// <summary>Replaces the file of a session. Only under its lock.</summary>
    public void Save(string path, SessionDocument document)
    {
        document = document.OwnerFirst();
        PrivateFile.Replace(path, document.Bytes);
        _known.Keep(path, document);
    }

    /// <summary>Erases what was set aside of the file and, when asked, the file itself. Only under its lock.</summary>
    public void Erase(SessionFile file, bool deletes)
    {
        _known.Forget(file.Path);
        if (deletes) File.Delete(file.Path);
        File.Delete(file.Path + PrivateFile.TemporaryEnding);
        DamagedFile.EraseKept(file.Path);
        PrivateFile.FlushDirectory(directory);
    }

    /// <summary>Deletes what crashed writers left half written, and locks without a session. What somebody uses now is left alone.</summary>
    public void CollectOrphans()
    {
        if (!AnyExist) return;
        FileLock.DeleteLeft(directory);
        foreach (var orphan in System.IO.Directory.EnumerateFiles(directory, "*" + PrivateFile.TemporaryEnding))
        {
            var name = Path.GetFileName(orphan);
            var session = name[..(name.IndexOf(SessionFileName.Ending, StringComparison.Ordinal) + SessionFileName.Ending.Length)];
            using var held = FileLock.TryTakeNow(Path.Combine(directory, session + ".lock"));
            if (held is not null) File.Delete(orphan);
        }
    }

    /// <summary>Sets a damaged file aside byte for byte and puts what can be saved in its place. Only under its lock.</summary>
    public SessionFile Repair(SessionFile file)
    {
        var bytes = Read(file.Path) ?? [];
        var saved = SessionDocument.Salvage(bytes, file.SessionId, time.GetUtcNow());
        var aside = DamagedFile.Keep(file.Path, bytes, time.GetUtcNow());
        saved = saved.OwnerFirst();
        PrivateFile.Replace(file.Path, saved.Bytes);
        LogDamaged(file.SessionId, file.Path, saved.MessageCount, aside);
        return new(file.Path, file.SessionId, saved);
    }

    private bool IsUnlisted(string path)
    {
        try
        {
            return !LargeJson.IsForeign(path) && Read(path) is { } bytes && !IsInItsPlace(Open(path, bytes));
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            return true;
        }
    }

    // A copy under another name says that it is the session as well, and nothing that is asked of the session would be answered from it.
    private bool IsInItsPlace(SessionFile file)
    {
        var (name, names) = (Path.GetFileName(file.Path), SessionFileName.Candidates(file.SessionId));
        return name == names.First() || (names.Contains(name) && Find(file.SessionId).Path == file.Path);
    }

    private SessionFile? TryOpen(string path)
    {
        try
        {
            if (!LargeJson.IsForeign(path)) return Read(path) is { } bytes ? Open(path, bytes) : null;
            LogForeign(path);
            return null;
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            LogUnreadable(error, path);
            return null;
        }
    }

    private SessionFile Open(string path, byte[] bytes)
    {
        var known = _known.Find(path, bytes);
        var document = known ?? SessionDocument.TryRead(bytes);
        if (known is null && document is not null) _known.Keep(path, document);
        var shown = document ?? SessionDocument.Salvage(bytes, Stem(path), time.GetUtcNow());
        return new(path, shown.SessionId ?? Stem(path), shown) { IsDamaged = document is null };
    }

    private static string Stem(string path) => Path.GetFileNameWithoutExtension(path);

    private static byte[]? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "The file of session {Session} was damaged: {Messages} messages of {Path} could be saved, the original is kept as {Aside}")]
    private partial void LogDamaged(string session, string path, int messages, string aside);

    [LoggerMessage(LogLevel.Warning, "The session file {Path} cannot be read and is left out of the listing")]
    private partial void LogUnreadable(Exception error, string path);

    [LoggerMessage(LogLevel.Warning, "{Path} says that it is session {Session}, which lives in another file; it is left alone. Delete it, or give it the name of its session")]
    private partial void LogMisplaced(string path, string session);

    [LoggerMessage(LogLevel.Debug, "{Path} has the ending of a session file and holds no session; it is left alone")]
    private partial void LogForeign(string path);
}

/// <summary>The file of a session.</summary>
/// <param name="Path">Where it is, or would be.</param>
/// <param name="SessionId">The session it belongs to.</param>
/// <param name="Document">What is in it; null when it does not exist.</param>
internal sealed record SessionFile(string Path, string SessionId, SessionDocument? Document)
{
    /// <summary>True when the file cannot be parsed and the document is what could be saved of it.</summary>
    public bool IsDamaged { get; init; }
}
