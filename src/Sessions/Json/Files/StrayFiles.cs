using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Files;

/// <summary>The files that no session leads to: copies of damaged ones that were set aside, and files under a name that their session does not have.</summary>
internal sealed class StrayFiles(string directory, TimeSpan lockTimeout, TimeProvider time)
{
    /// <summary>Erases those of a user.</summary>
    /// <returns>A sentence about each file that may hold text of the user and stays: damaged ones that do not say whose they are, copies of the store.</returns>
    public async ValueTask<IReadOnlyList<string>> EraseAsync(string userId, CancellationToken cancellationToken)
    {
        var unclear = new List<string>(CopiesBeside.Of(directory));
        foreach (var path in Directory.Exists(directory) ? Directory.GetFiles(directory, "*" + SessionFileName.Ending + "*") : [])
        {
            if (SessionPathOf(path) is not { } session || Read(path) is not { } document) continue;
            var isAside = path != session;
            // Nobody's text.
            if (IsEmpty(path)) continue;
            if (!isAside && !document.IsDamaged && IsInItsPlace(path, document.Document!)) continue;
            var owner = document.Document!.Text("user_id");
            if (owner == userId) await DeleteAsync(path, session, cancellationToken);
            else if (owner is null && (isAside || document.IsDamaged) && Read(session)?.Document!.Text("user_id") is null) unclear.Add(Unclear(path));
        }

        foreach (var copy in ForeignCopies.Of(directory, userId))
        {
            if (ForeignCopies.IsOurs(directory, copy, userId)) await DeleteAsync(copy, copy[..^Path.GetExtension(copy).Length], cancellationToken);
            else unclear.Add(ForeignCopies.Sentence(copy));
        }

        return unclear;
    }

    private static bool IsEmpty(string path) => new FileInfo(path) is { Exists: true, Length: 0 };

    // Null for files of other kinds.
    private static string? SessionPathOf(string path)
    {
        if (path.EndsWith(SessionFileName.Ending, StringComparison.Ordinal)) return path;
        var ending = path.LastIndexOf(SessionFileName.Ending + DamagedFile.Ending, StringComparison.Ordinal);
        return ending < 0 ? null : path[..(ending + SessionFileName.Ending.Length)];
    }

    private static bool IsInItsPlace(string path, SessionDocument document) =>
        SessionFileName.Candidates(document.SessionId ?? Path.GetFileNameWithoutExtension(path)).Contains(Path.GetFileName(path));

    private static string Unclear(string path) =>
        $"{path} is damaged and does not say whose it is, nor does its session: look into it, and delete both if they are this user's.";

    private SessionFile? Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var (document, id) = (SessionDocument.TryRead(bytes), Path.GetFileNameWithoutExtension(path));
            return new(path, id, document ?? SessionDocument.Salvage(bytes, id, time.GetUtcNow())) { IsDamaged = document is null };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private async ValueTask DeleteAsync(string path, string session, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TryTakeAsync(session + ".lock", lockTimeout, cancellationToken) ?? throw StoreErrors.Busy(session, lockTimeout);
        File.Delete(path);
        PrivateFile.FlushDirectory(directory);
    }
}
