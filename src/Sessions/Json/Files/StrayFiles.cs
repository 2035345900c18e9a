using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Upkeep;
using Bots.Sessions.Strays;

namespace Bots.Sessions.Json.Files;

/// <summary>The files that no session leads to: copies of damaged ones that were set aside, files under a name that their session does not have, and what others put into the folder.</summary>
internal sealed class StrayFiles(string directory, TimeSpan lockTimeout, TimeProvider time)
{
    private readonly ForeignCopies _foreign = new(directory);

    /// <summary>Erases those of a user.</summary>
    /// <returns>A sentence about each file that may hold text of the user and stays: damaged ones that do not say whose they are, copies of the store, what nobody could look into.</returns>
    public async ValueTask<IReadOnlyList<string>> EraseAsync(string userId, CancellationToken cancellationToken)
    {
        var (unclear, settled) = (new List<string>(CopiesBeside.Of(directory)), new HashSet<string>(StringComparer.Ordinal));
        foreach (var path in Directory.Exists(directory) ? Directory.GetFiles(directory, "*" + SessionFileName.Ending + "*") : [])
        {
            if (SessionPathOf(path) is not { } session || Read(path) is not { } document) continue;
            var (isAside, owner, id) = (path != session, document.Document!.Text("user_id"), document.Document.SessionId);
            if (!isAside && !document.IsDamaged && IsInItsPlace(path, id))
            {
                // One that names no session may be anything.
                if (id is not null) settled.Add(path);
            }
            else if (owner == userId && new FileInfo(path).LinkTarget is null)
            {
                await DeleteAsync(path, session, cancellationToken);
            }
            else if (owner is null && (isAside || document.IsDamaged) && Read(session)?.Document!.Text("user_id") is null)
            {
                unclear.Add(Unclear(path));
                settled.Add(path);
            }
        }

        var (user, open) = (new UserSpellings(userId), new OpenDatabases());
        foreach (var path in _foreign.All().Where(path => !settled.Contains(path) && !open.Have(path)))
        {
            if (_foreign.IsOurs(path, userId)) await DeleteAsync(path, path[..^Path.GetExtension(path).Length], cancellationToken);
            else if (StrayFile.Sentence(path, user, cancellationToken) is { } sentence && !await WasBeingWrittenAsync(path, cancellationToken)) unclear.Add(sentence);
        }

        return unclear;
    }

    // Null for files of other kinds.
    private static string? SessionPathOf(string path)
    {
        if (path.EndsWith(SessionFileName.Ending, StringComparison.Ordinal)) return path;
        var ending = path.LastIndexOf(SessionFileName.Ending + DamagedFile.Ending, StringComparison.Ordinal);
        return ending < 0 ? null : path[..(ending + SessionFileName.Ending.Length)];
    }

    private static bool IsInItsPlace(string path, string? id) => SessionFileName.Candidates(id ?? Path.GetFileNameWithoutExtension(path)).Contains(Path.GetFileName(path));

    private static string Unclear(string path) =>
        $"{path} is damaged and does not say whose it is, nor does its session: look into it, and delete both if they are this user's.";

    // Null for what is nobody's text, and for what is to be looked at as a file of others.
    private SessionFile? Read(string path)
    {
        try
        {
            if (FileKind.Of(path) is not { Length: > 0 } || LargeJson.IsForeign(path)) return null;
            var bytes = UnlockedFile.ReadAllBytes(path);
            var (document, id) = (SessionDocument.TryRead(bytes), Path.GetFileNameWithoutExtension(path));
            return new(path, id, document ?? SessionDocument.Salvage(bytes, id, time.GetUtcNow())) { IsDamaged = document is null };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // What somebody was just writing is a file of the store by now, or gone; what a crash left stays.
    private async ValueTask<bool> WasBeingWrittenAsync(string path, CancellationToken cancellationToken)
    {
        if (!path.EndsWith(PrivateFile.TemporaryEnding, StringComparison.Ordinal)) return false;
        if (StoreFolder.LockOf(Path.GetRelativePath(directory, path[..^PrivateFile.TemporaryEnding.Length])) is not { } name) return false;
        using var held = await FileLock.TryTakeAsync(Path.Combine(directory, name), lockTimeout, cancellationToken);
        return held is not null && !File.Exists(path);
    }

    private async ValueTask DeleteAsync(string path, string session, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TryTakeAsync(session + FileLock.Ending, lockTimeout, cancellationToken) ?? throw StoreErrors.Busy(session, lockTimeout);
        File.Delete(path);
        PrivateFile.FlushDirectory(directory);
    }
}
