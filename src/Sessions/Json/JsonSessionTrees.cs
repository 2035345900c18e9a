using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json;

/// <summary>Trees over the session files. The parent's <c>children_ids</c> is written first, then the child: a child is one that both files name.</summary>
internal sealed class JsonSessionTrees(SessionWriter writer, ExistingSessions sessions, JsonSessionOptions options, TimeProvider time) : ISessionBranching, IForkTransfer
{
    public async ValueTask<string> CreateSessionAsync(string? title = null, string? parentId = null, string? sessionId = null, CancellationToken cancellationToken = default)
    {
        var id = await NewIdAsync(sessionId, cancellationToken);
        if (parentId is not null) await AdoptAsync(parentId, id, static _ => { }, cancellationToken);
        return await StartAsync(SessionTreeChanges.New(id, title, parentId, Now()), id, cancellationToken);
    }

    public async ValueTask<string> ForkSessionAsync(
        string parentId, int? fromMessageIndex = null, string? title = null, string? sessionId = null, CancellationToken cancellationToken = default)
    {
        var id = await NewIdAsync(sessionId, cancellationToken);
        SessionDocument? fork = null;
        await AdoptAsync(parentId, id, parent => fork = Fork(parent, parentId, fromMessageIndex, id, title), cancellationToken);
        return await StartAsync(fork!, id, cancellationToken);
    }

    public async ValueTask<SessionFamily?> GetFamilyAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        if (await writer.ReadAsync(SessionId.Check(sessionId), cancellationToken) is not { } document) return null;
        var parent = ParentOf(document) is { } known && await writer.ReadAsync(known, cancellationToken) is { } above && above.ChildrenIds.Contains(sessionId) ? known : null;
        var children = new List<string>();
        foreach (var child in document.ChildrenIds.Where(static id => id.Length > 0).Distinct())
        {
            if (await writer.ReadAsync(child, cancellationToken) is { } below && ParentOf(below) == sessionId) children.Add(child);
        }

        return new(sessionId, parent, SessionTreeChanges.ForkedAt(document), children);
    }

    public async ValueTask KeepForkedAtAsync(string sessionId, int forkedAt, CancellationToken cancellationToken) => await sessions.ChangeAsync<object>(
        sessionId, document => SessionTreeChanges.KeepForkedAt(document, forkedAt) is { } kept ? (kept, document) : null, cancellationToken);

    /// <summary>Takes a deleted session out of its tree. What could not be told, because another program held a file, is not shown either.</summary>
    public async ValueTask ForgetAsync(string sessionId, SessionDocument deleted, CancellationToken cancellationToken)
    {
        if (ParentOf(deleted) is { } parent) await ChangeAsync(parent, document => SessionTreeChanges.Abandon(document, sessionId), cancellationToken);
        foreach (var child in deleted.ChildrenIds.Where(static id => id.Length > 0))
            await ChangeAsync(child, document => SessionTreeChanges.Orphan(document, sessionId, deleted), cancellationToken);
        if (SessionNotes.Read(deleted).WasHandedOver) await KeepOwnerAsync(sessionId, deleted, cancellationToken);
    }

    // Forks of forks and merged sessions stand in no list: only where they may name an earlier owner they are looked for.
    private async ValueTask KeepOwnerAsync(string sessionId, SessionDocument deleted, CancellationToken cancellationToken)
    {
        foreach (var file in await writer.ReadAllAsync(alsoOver: true))
        {
            if (TakenOverNotes.Owned(file.Document!, sessionId, deleted) == file.Document) continue;
            await ChangeAsync(file.SessionId, document => TakenOverNotes.Owned(document, sessionId, deleted) is var noted && noted != document ? noted : null, cancellationToken);
        }
    }

    private SessionDocument Fork(SessionDocument parent, string parentId, int? fromMessageIndex, string id, string? title)
    {
        var last = fromMessageIndex ?? parent.MessageCount - 1;
        if (last < -1 || last >= parent.MessageCount) throw SessionTrees.NoSuchMessage(last, parent.MessageCount);
        return SessionTreeChanges.Fork(parent, parentId, last < 0 ? last : MessageGroups.EndOfGroup(parent.Window(null), last), id, title, Now());
    }

    private async ValueTask<string> NewIdAsync(string? wanted, CancellationToken cancellationToken)
    {
        var id = wanted is null ? SessionTrees.NewId() : SessionId.Check(wanted);
        return await writer.ReadAsync(id, cancellationToken) is null ? id : throw SessionTrees.Exists(id);
    }

    private async ValueTask AdoptAsync(string parentId, string childId, Action<SessionDocument> look, CancellationToken cancellationToken)
    {
        if (await writer.ReadAsync(SessionId.Check(parentId), cancellationToken) is null) throw SessionTrees.NoParent(parentId);
        var outcome = await ChangeAsync(parentId, parent =>
        {
            look(parent);
            return SessionTreeChanges.Adopt(parent, childId);
        }, cancellationToken);
        if (outcome == SessionWrite.Unknown) throw SessionTrees.NoParent(parentId);
        if (outcome == SessionWrite.Busy) throw StoreErrors.Busy("The session", options.LockTimeout, parentId);
    }

    private async ValueTask<string> StartAsync(SessionDocument session, string id, CancellationToken cancellationToken) =>
        await sessions.StartAsync(id, session, cancellationToken) ? id : throw SessionTrees.Exists(id);

    private ValueTask<SessionWrite> ChangeAsync(string id, Func<SessionDocument, SessionDocument?> change, CancellationToken cancellationToken) =>
        writer.ChangeAsync(id, document => document is null ? null : change(document), cancellationToken);

    private static string? ParentOf(SessionDocument document) => document.Text("parent_id") is { Length: > 0 } id ? id : null;

    private DateTimeOffset Now() => MessageText.ToMicroseconds(time.GetUtcNow());
}
