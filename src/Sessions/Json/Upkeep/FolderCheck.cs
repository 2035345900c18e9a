using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Memories;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>Finds what is wrong with the files of a store.</summary>
internal static class FolderCheck
{
    public static IReadOnlyList<Finding> Find(string folder, TimeProvider time)
    {
        var findings = new List<Finding>();
        var sessions = new Dictionary<string, SessionDocument>(StringComparer.Ordinal);
        // The names that ids share come before those with a suffix.
        foreach (var name in StoreFolder.DataFiles(folder).OrderBy(static name => name.Length))
        {
            if (!StoreFolder.IsSession(folder, name))
            {
                if (!IsWhole(folder, name)) findings.Add(Damaged(folder, name, time));
            }
            else if (ReadQuietly(Path.Combine(folder, name)) is { } bytes)
            {
                findings.AddRange(Session(name, bytes, sessions, time));
            }
        }

        foreach (var (id, document) in sessions) findings.AddRange(DocumentCheck.Find(id, document, sessions));
        return [.. findings, .. LeftOvers(folder)];
    }

    private static IEnumerable<Finding> Session(string name, byte[] bytes, Dictionary<string, SessionDocument> sessions, TimeProvider time)
    {
        var document = SessionDocument.TryRead(bytes);
        var known = document ?? SessionDocument.Salvage(bytes, Path.GetFileNameWithoutExtension(name), time.GetUtcNow());
        var id = known.SessionId ?? Path.GetFileNameWithoutExtension(name);
        if (document is null)
        {
            // Whoever takes the session's lock does so.
            yield return Finding.Of(
                IntegrityProblemKind.Unreadable, id, $"{name} is damaged; {known.MessageCount} messages stand whole before the damage.",
                "The original is set aside as it is, and the messages that stand whole take its place.");
        }

        if (!sessions.TryAdd(id, known) || !SessionFileName.Candidates(id).Contains(name))
            yield return Finding.Of(IntegrityProblemKind.Orphan, id, $"{name} belongs to a session that lives in another file; nobody reads it.");
    }

    private static Finding Damaged(string folder, string name, TimeProvider time) => name == StoreFolder.Journal
        ? Finding.Of(IntegrityProblemKind.Unreadable, null, "The journal holds lines that cannot be read; the next host that starts sets a copy aside and uses everything else in it.")
        : Finding.Of(IntegrityProblemKind.Unreadable, null, $"{name} is damaged.", "The original is set aside as it is, and what stands whole in it takes its place.") with
        {
            Act = () => SetAside(folder, name, time),
        };

    private static void SetAside(string folder, string name, TimeProvider time)
    {
        var path = Path.Combine(folder, name);
        using var held = FileLock.TryTakeNow(path + ".lock");
        if (held is not null && !IsWhole(folder, name)) DamagedFile.SetAside(path, MemoryJson.List, time.GetUtcNow());
    }

    // What somebody writes at this moment is locked.
    private static IEnumerable<Finding> LeftOvers(string folder)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var path in Directory.EnumerateFiles(folder, "*" + PrivateFile.TemporaryEnding, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var lockPath = path[..^PrivateFile.TemporaryEnding.Length] + ".lock";
            if (IsHeld(lockPath)) continue;
            yield return Finding.Of(IntegrityProblemKind.Orphan, null, $"{Path.GetRelativePath(folder, path)} was left behind by a writer that died.", "The file is deleted.") with
            {
                Act = () => DeleteUnlessHeld(path, lockPath),
            };
        }
    }

    private static bool IsHeld(string lockPath)
    {
        if (!File.Exists(lockPath)) return false;
        using var held = FileLock.TryTakeNow(lockPath);
        return held is null;
    }

    private static void DeleteUnlessHeld(string path, string lockPath)
    {
        using var held = FileLock.TryTakeNow(lockPath);
        if (held is not null) File.Delete(path);
    }

    private static bool IsWhole(string folder, string name)
    {
        try
        {
            return FolderCopy.IsWhole(folder, name);
        }
        catch (FileNotFoundException)
        {
            return true;
        }
    }

    // A session can be deleted while the folder is read.
    private static byte[]? ReadQuietly(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
