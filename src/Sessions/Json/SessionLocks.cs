using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Journal;

namespace Bots.Sessions.Json;

/// <summary>Takes the lock of a session and loads what it protects.</summary>
internal sealed class SessionLocks(SessionFiles files, DeliveryJournal journal, JsonSessionOptions options)
{
    /// <summary>The session, locked and with its pending turns; null when another program kept it for too long.</summary>
    public async ValueTask<HeldSession?> HoldAsync(string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            files.MakeFolder();
            return await HoldTheRightFileAsync(sessionId, cancellationToken);
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            throw StoreErrors.Of(error, files.Directory, sessionId);
        }
    }

    /// <summary>The document with the turns that are on their way to its file.</summary>
    public SessionDocument? WithPending(SessionDocument? document, IReadOnlyList<JournalTurn> pending) =>
        pending.Aggregate(document, (before, turn) => SessionChanges.Write(before, turn.ToTurn(), options.MaxMessages));

    // Which file it is can change until the lock is held: another session may take the name first.
    private async ValueTask<HeldSession?> HoldTheRightFileAsync(string sessionId, CancellationToken cancellationToken)
    {
        var path = Path.Combine(files.Directory, SessionFileName.Candidates(sessionId).First());
        while (true)
        {
            var fileLock = await FileLock.TryTakeAsync(path + ".lock", options.LockTimeout, cancellationToken);
            if (fileLock is null) return null;
            var held = new HeldSession(files, fileLock, sessionId);
            if (await IsRightFileAsync(held, path, sessionId)) return held;
            path = held.Path;
            held.Dispose();
        }
    }

    private async ValueTask<bool> IsRightFileAsync(HeldSession held, string path, string sessionId)
    {
        try
        {
            if (!held.TryLoad(path)) return false;
            held.Take(await journal.PendingAsync(sessionId, CancellationToken.None), WithPending);
            return true;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
