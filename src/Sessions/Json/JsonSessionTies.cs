using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Memories;
using Bots.Sessions.Json.Upkeep;

namespace Bots.Sessions.Json;

/// <summary>Keeps what the files say of each other true: sessions begin below others and go one after another over all processes, and where a writer
/// died in between, the next one finishes it.</summary>
/// <remarks>Its lock is taken before those of sessions, and those before the journal's.</remarks>
internal sealed class JsonSessionTies
{
    private readonly SessionWriter _writer;
    private readonly JsonMemories _memories;
    private readonly StorePresence _presence;
    private readonly string _folder;

    public JsonSessionTies(SessionWriter writer, JsonMemories memories, StorePresence presence, JsonSessionOptions options)
    {
        (_writer, _memories, _presence, _folder) = (writer, memories, presence, options.FullDirectory);
        writer.End = EndAsync;
    }

    /// <summary>Takes the lock, with nothing unfinished.</summary>
    /// <exception cref="SessionStoreException">Another program held it for too long.</exception>
    public async ValueTask<HeldTree> HoldAsync(CancellationToken cancellationToken) =>
        await TryHoldAsync(cancellationToken) ?? throw StoreErrors.Busy("The tree of sessions", _writer.LockTimeout);

    /// <summary>Waits until whoever is about to begin with something of another session has written it.</summary>
    public async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        // Where nobody ever did there is nothing to wait for.
        if (!File.Exists(Path.Combine(_folder, StoreFolder.TreeLock))) return;
        using var tree = await HoldAsync(cancellationToken);
    }

    /// <summary>Deletes a session when <paramref name="when"/> says so of what it is then, also one whose time is over, and whatever is said of it elsewhere.</summary>
    public async ValueTask<SessionWrite> DeleteAsync(string sessionId, Func<SessionDocument, bool> when, CancellationToken cancellationToken)
    {
        var isTied = false;
        var alone = await EraseAsync(sessionId, document => !(isTied = IsTied(document)) && when(document), cancellationToken);
        if (alone == SessionWrite.Written) await _memories.DropSourceAsync(sessionId, cancellationToken);
        if (!isTied) return alone;

        using var tree = await TryHoldAsync(cancellationToken);
        if (tree is null) return SessionWrite.Busy;
        SessionDocument? deleted = null;
        var outcome = await EraseAsync(sessionId, document => when(document) && Begin(tree, sessionId, deleted = document), cancellationToken);
        if (outcome == SessionWrite.Written) await FinishAsync(tree, sessionId, deleted!, cancellationToken);
        return outcome;
    }

    /// <summary>The same unless a delivery is about the session; true when it was deleted.</summary>
    public async ValueTask<bool> DeleteUnusedAsync(string sessionId, Func<SessionDocument, bool> when, CancellationToken cancellationToken)
    {
        var isTied = false;
        var alone = await _writer.EraseUnusedAsync(sessionId, document => !(isTied = IsTied(document)) && when(document), cancellationToken);
        if (alone is not null) await _memories.DropSourceAsync(sessionId, cancellationToken);
        if (!isTied) return alone is not null;

        using var tree = await HoldAsync(cancellationToken);
        var deleted = await _writer.EraseUnusedAsync(sessionId, document => when(document) && Begin(tree, sessionId, document), cancellationToken);
        if (deleted is null) tree.Finish();
        else await FinishAsync(tree, sessionId, deleted, cancellationToken);
        return deleted is not null;
    }

    /// <summary>Makes what was begun and is not there unsaid.</summary>
    public async ValueTask FinishAsync(HeldTree tree)
    {
        if (tree.Unfinished is not { SessionId: { } id } begun) return;
        try
        {
            if (await _writer.ReadAnyAsync(id, CancellationToken.None) is { } there && there.Text("created_at") == begun.Text("created_at")) tree.Finish();
            else await FinishAsync(tree, id, begun, CancellationToken.None);
        }
        catch (SessionStoreException)
        {
            // Others must not wait for a file that nobody can read: a check names what is left.
            tree.Finish();
        }
    }

    private static bool Begin(HeldTree tree, string sessionId, SessionDocument deleted)
    {
        tree.Begin(SessionTreeChanges.Outline(deleted, sessionId));
        return true;
    }

    // Of any other session no file but its own says anything, apart from memories: nobody has to wait.
    private static bool IsTied(SessionDocument document) =>
        SessionTreeChanges.ParentOf(document) is not null || document.ChildrenIds.Count > 0 || SessionNotes.Read(document).WasHandedOver;

    private ValueTask<SessionWrite> EraseAsync(string sessionId, Func<SessionDocument, bool> when, CancellationToken cancellationToken) =>
        _writer.EraseAsync(sessionId, document => when(document) ? null : document, cancellationToken, alsoOver: true);

    private async ValueTask<HeldTree?> TryHoldAsync(CancellationToken cancellationToken)
    {
        await _writer.OpenedAsync();
        if (await TakeAsync(cancellationToken) is not { } taken) return null;
        var tree = new HeldTree(taken);
        try
        {
            await FinishAsync(tree);
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    private async ValueTask<FileLock?> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            _presence.Make(Path.Combine(_folder, StoreFolder.Own));
            return await FileLock.TryTakeAsync(Path.Combine(_folder, StoreFolder.TreeLock), _writer.LockTimeout, cancellationToken);
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            throw StoreErrors.Of(error, _folder);
        }
    }

    private async ValueTask<bool> EndAsync(string sessionId, CancellationToken cancellationToken) =>
        await DeleteAsync(sessionId, _writer.IsOver, cancellationToken) != SessionWrite.Busy;

    private async ValueTask FinishAsync(HeldTree tree, string sessionId, SessionDocument gone, CancellationToken cancellationToken)
    {
        await ForgetAsync(sessionId, gone, cancellationToken);
        await _memories.DropSourceAsync(sessionId, cancellationToken);
        tree.Finish();
    }

    // What could not be told, because another program held a file, is not shown either.
    private async ValueTask ForgetAsync(string sessionId, SessionDocument gone, CancellationToken cancellationToken)
    {
        if (SessionTreeChanges.ParentOf(gone) is { } parent && !await StandsBelowAsync(sessionId, parent, cancellationToken))
            await ChangeAsync(parent, document => SessionTreeChanges.Abandon(document, sessionId), cancellationToken);
        foreach (var child in gone.ChildrenIds.Where(static id => id.Length > 0))
            await ChangeAsync(child, document => SessionTreeChanges.Orphan(document, sessionId, gone), cancellationToken);
        if (SessionNotes.Read(gone).WasHandedOver) await KeepOwnerAsync(sessionId, gone, cancellationToken);
    }

    // Another one may have its id, and its place, by now.
    private async ValueTask<bool> StandsBelowAsync(string sessionId, string parent, CancellationToken cancellationToken) =>
        await _writer.ReadAnyAsync(sessionId, cancellationToken) is { } there && SessionTreeChanges.ParentOf(there) == parent;

    // Forks of forks and merged sessions stand in no list: only where they may name an earlier owner they are looked for.
    private async ValueTask KeepOwnerAsync(string sessionId, SessionDocument gone, CancellationToken cancellationToken)
    {
        foreach (var file in await _writer.ReadAllAsync(alsoOver: true))
        {
            if (TakenOverNotes.Owned(file.Document!, sessionId, gone) == file.Document) continue;
            await ChangeAsync(file.SessionId, document => TakenOverNotes.Owned(document, sessionId, gone) is var noted && noted != document ? noted : null, cancellationToken);
        }
    }

    private ValueTask<SessionWrite> ChangeAsync(string id, Func<SessionDocument, SessionDocument?> change, CancellationToken cancellationToken) =>
        _writer.ChangeAsync(id, document => document is null ? null : change(document), cancellationToken, alsoOver: true);
}
