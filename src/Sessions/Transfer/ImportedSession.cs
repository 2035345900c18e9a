using System.Text.Json;

namespace Bots.Sessions.Transfer;

/// <summary>One session on its way in: its messages are written in blocks, behind those that are there already.</summary>
internal sealed class ImportedSession(ISessionStore store, ITurnLog turns, JsonElement line)
{
    private const int Block = 500;

    private readonly string? _parent = TransferLines.Text(line, "parent");
    private readonly int? _forkedAt = TransferLines.Number(line, "forked_at");
    private readonly List<SessionMessage> _waiting = [];
    private int _present;
    private bool _isNew;

    public string Id { get; } = TransferLines.NeedText(line, "id");

    /// <summary>What is to be set once all messages are written.</summary>
    public SessionChange Change { get; } = TransferLines.Change(line);

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        _isNew = !await store.SessionExistsAsync(Id, cancellationToken);
        _present = (await store.GetChatHistoryAsync(Id, null, cancellationToken)).Count;
    }

    public async ValueTask AddAsync(SessionMessage message, CancellationToken cancellationToken)
    {
        if (_present > 0)
        {
            _present--;
            return;
        }

        _waiting.Add(message);
        if (_waiting.Count >= Math.Max(Block, _isNew ? _forkedAt + 1 ?? 0 : 0)) await WriteAsync(cancellationToken);
    }

    /// <summary>Writes what waits; afterwards the session exists.</summary>
    public async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        if (_isNew) await CreateAsync(cancellationToken);
        _isNew = false;
        if (_waiting.Count > 0) await turns.WriteTurnAsync(new(Id) { Messages = [.. _waiting] }, cancellationToken);
        _waiting.Clear();
    }

    private async ValueTask CreateAsync(CancellationToken cancellationToken)
    {
        // Without a tree the first message creates the session.
        if (_parent is null && _waiting.Count > 0) return;
        var trees = store.Require<ISessionBranching>();
        if (_parent is not null && _forkedAt is { } at && await SharesAsync(at + 1, cancellationToken))
        {
            await trees.ForkSessionAsync(_parent, at, Change.Title, Id, cancellationToken);
            _waiting.RemoveRange(0, at + 1);
            await DropInheritedAsync(cancellationToken);
        }
        else
        {
            await trees.CreateSessionAsync(Change.Title, _parent, Id, cancellationToken);
        }
    }

    // A fork begins with its parent's values; the export names its own.
    private async ValueTask DropInheritedAsync(CancellationToken cancellationToken)
    {
        if (store.Find<ISessionState>() is not { } state) return;
        foreach (var scope in new[] { StateScope.Session(Id), StateScope.Shared(Id) })
        {
            foreach (var key in (await state.ListStateAsync(scope, cancellationToken)).Keys) await state.SetStateAsync(scope, key, null, null, cancellationToken);
        }
    }

    private async ValueTask<bool> SharesAsync(int count, CancellationToken cancellationToken)
    {
        var theirs = await store.GetChatHistoryAsync(_parent!, null, cancellationToken);
        return theirs.Count >= count && _waiting.Count >= count
            && theirs.Take(count).Zip(_waiting, static (one, other) => SessionImporter.Same(one, MessageText.Normalize(other, default))).All(static same => same);
    }
}
