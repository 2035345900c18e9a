using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json;

/// <summary>Trees over the session files. The parent's <c>children_ids</c> is written first, then the child: a child is one that both files name.</summary>
internal sealed class JsonSessionTrees(SessionWriter writer, ExistingSessions sessions, JsonSessionTies ties, JsonSessionOptions options, TimeProvider time) : ISessionBranching, IForkTransfer
{
    public async ValueTask<string> CreateSessionAsync(string? title = null, string? parentId = null, string? sessionId = null, CancellationToken cancellationToken = default)
    {
        var id = await NewIdAsync(sessionId, cancellationToken);
        if (parentId is not null) return await StartBelowAsync(parentId, id, _ => SessionTreeChanges.New(id, title, parentId, Now()), cancellationToken);
        return await sessions.StartAsync(id, SessionTreeChanges.New(id, title, null, Now()), cancellationToken) ? id : throw SessionTrees.Exists(id);
    }

    public async ValueTask<string> ForkSessionAsync(
        string parentId, int? fromMessageIndex = null, string? title = null, string? sessionId = null, CancellationToken cancellationToken = default)
    {
        var id = await NewIdAsync(sessionId, cancellationToken);
        return await StartBelowAsync(parentId, id, parent => Fork(parent, parentId, fromMessageIndex, id, title), cancellationToken);
    }

    public async ValueTask<SessionFamily?> GetFamilyAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        if (await writer.ReadAsync(SessionId.Check(sessionId), cancellationToken) is not { } document) return null;
        var parent = SessionTreeChanges.ParentOf(document) is { } known && await writer.ReadAsync(known, cancellationToken) is { } above && above.ChildrenIds.Contains(sessionId) ? known : null;
        var children = new List<string>();
        foreach (var child in document.ChildrenIds.Where(static id => id.Length > 0).Distinct())
        {
            if (await writer.ReadAsync(child, cancellationToken) is { } below && SessionTreeChanges.ParentOf(below) == sessionId) children.Add(child);
        }

        return new(sessionId, parent, SessionTreeChanges.ForkedAt(document), children);
    }

    public async ValueTask KeepForkedAtAsync(string sessionId, int forkedAt, CancellationToken cancellationToken) => await sessions.ChangeAsync<object>(
        sessionId, document => SessionTreeChanges.KeepForkedAt(document, forkedAt) is { } kept ? (kept, document) : null, cancellationToken);

    private SessionDocument Fork(SessionDocument parent, string parentId, int? fromMessageIndex, string id, string? title)
    {
        var last = fromMessageIndex ?? parent.MessageCount - 1;
        if (last < -1 || last >= parent.MessageCount) throw SessionTrees.NoSuchMessage(last, parent.MessageCount);
        return SessionTreeChanges.Fork(parent, parentId, last < 0 ? last : MessageGroups.EndOfGroup(parent.Window(null), last), id, title, Now());
    }

    private async ValueTask<string> NewIdAsync(string? wanted, CancellationToken cancellationToken)
    {
        var id = wanted is null ? SessionTrees.NewId() : SessionId.Check(wanted);
        if (await writer.ReadAsync(id, cancellationToken) is not null) throw SessionTrees.Exists(id);
        await writer.EndIfOverAsync(id, cancellationToken);
        return id;
    }

    private async ValueTask<string> StartBelowAsync(string parentId, string id, Func<SessionDocument, SessionDocument> make, CancellationToken cancellationToken)
    {
        if (await writer.ReadAsync(SessionId.Check(parentId), cancellationToken) is null) throw SessionTrees.NoParent(parentId);
        using var tree = await ties.HoldAsync(cancellationToken);
        try
        {
            var child = await AdoptAsync(tree, parentId, id, make, cancellationToken);
            var outcome = await writer.ChangeAsync(id, there => there is null ? child : null, cancellationToken, alsoOver: true);
            if (outcome == SessionWrite.Busy) throw StoreErrors.Busy("The session", options.LockTimeout, id);
            if (outcome == SessionWrite.Unknown) throw SessionTrees.Exists(id);
            tree.Finish();
            return id;
        }
        catch
        {
            await ties.FinishAsync(tree);
            throw;
        }
    }

    private async ValueTask<SessionDocument> AdoptAsync(
        HeldTree tree, string parentId, string childId, Func<SessionDocument, SessionDocument> make, CancellationToken cancellationToken)
    {
        SessionDocument? child = null;
        var outcome = await writer.ChangeAsync(parentId, parent =>
        {
            if (parent is null || writer.IsOver(parent)) return null;
            tree.Begin(SessionTreeChanges.Outline(child = make(parent), childId));
            return SessionTreeChanges.Adopt(parent, childId);
        }, cancellationToken, alsoOver: true);
        if (outcome == SessionWrite.Busy) throw StoreErrors.Busy("The session", options.LockTimeout, parentId);
        return child ?? throw SessionTrees.NoParent(parentId);
    }

    private DateTimeOffset Now() => MessageText.ToMicroseconds(time.GetUtcNow());
}
