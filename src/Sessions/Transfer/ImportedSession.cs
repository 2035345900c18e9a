using System.Text.Json;

namespace Bots.Sessions.Transfer;

/// <summary>One session on its way in: its messages are written in blocks, behind those that are there already.</summary>
internal sealed class ImportedSession(ISessionStore store, ITurnLog turns, JsonElement line)
{
    private const int Block = 500;

    private readonly string? _parent = TransferLines.Text(line, "parent");
    private readonly int? _forkedAt = TransferLines.Number(line, "forked_at");
    private readonly List<SessionMessage> _waiting = [];
    private readonly ICheckpointTransfer? _checkpoints = store.Find<ICheckpointTransfer>();
    private Dictionary<object, int>? _known;
    private IReadOnlyList<SessionMessage> _history = [];
    private CheckpointContent? _checkpoint;
    private List<SessionMessage> _kept = [];
    private readonly TakenOverContent _takenOver = TransferLines.TakenOver(line);
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);
    private bool _isOwned;
    private int _present;
    private bool _isNew;

    public string Id { get; } = TransferLines.NeedText(line, "id");

    /// <summary>When it ends, or null; to be set when everything is there: what lies below it may come long after.</summary>
    public DateTimeOffset? ExpiresAt { get; } = TransferLines.ExpiresAt(line);

    /// <summary>Checkpoints that the store cannot take.</summary>
    public int CheckpointsLeftOut { get; private set; }

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
        if (_waiting.Count >= Math.Max(Block, _isNew && _parent is not null ? _forkedAt + 1L ?? 0 : 0)) await WriteAsync(cancellationToken);
    }

    /// <summary>Writes what waits; afterwards the session exists.</summary>
    public async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        if (_isNew) await CreateAsync(cancellationToken);
        _isNew = false;
        if (_waiting.Count > 0) await turns.WriteTurnAsync(new(Id) { Messages = [.. _waiting], IsImported = true }, cancellationToken);
        _waiting.Clear();
    }

    /// <summary>Writes what waits, which is all of the messages, and whose they are.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        if (_isOwned) return;
        _isOwned = true;
        if (store.Find<ITakenOverTransfer>() is { } authors) await authors.KeepTakenOverAsync(Id, _takenOver.OnlyMessages, cancellationToken);
    }

    /// <summary>Sets what is known about the session, once everything of it is written.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        await CompleteAsync(cancellationToken);
        await FinishCheckpointAsync(cancellationToken);
        if (_forkedAt is { } at && store.Find<IForkTransfer>() is { } forks) await forks.KeepForkedAtAsync(Id, at, cancellationToken);
        await store.Require<ISessionCatalog>().UpdateSessionAsync(Id, Change, cancellationToken);
        if (store.Find<ITakenOverTransfer>() is { } authors) await authors.KeepTakenOverAsync(Id, _takenOver with { Values = _values }, cancellationToken);
    }

    /// <summary>Begins a checkpoint; <see cref="AddKept"/> adds what only it holds, and <see cref="FinishCheckpointAsync"/> writes it.</summary>
    public async ValueTask AddCheckpointAsync(CheckpointContent content, CancellationToken cancellationToken)
    {
        await CompleteAsync(cancellationToken);
        await FinishCheckpointAsync(cancellationToken);
        (_checkpoint, _kept) = (content, []);
    }

    /// <summary>A value of the session's state is there as the export has it; whose it is will be noted at the end.</summary>
    public void NoteValue(string key) => _values[key] = _takenOver.Values.GetValueOrDefault(key);

    public void AddKept(SessionMessage message) => _kept.Add(message);

    private async ValueTask FinishCheckpointAsync(CancellationToken cancellationToken)
    {
        if (_checkpoint is not { } begun) return;
        _checkpoint = null;
        if (_checkpoints is null)
        {
            CheckpointsLeftOut++;
            return;
        }

        if (_known is null) await LookAsync(_checkpoints, cancellationToken);
        var shared = begun.Place.MessageIndex + 1;
        var content = begun with { Place = begun.Place with { MessageIndex = begun.Place.MessageIndex + _kept.Count }, Messages = [.. _history.Take(shared), .. _kept] };
        var key = KeyOf(content);
        if (_known!.GetValueOrDefault(key) > 0) _known![key]--;
        else await _checkpoints.AddCheckpointAsync(Id, content, shared, cancellationToken);
    }

    // An import that was interrupted may have brought some.
    private async ValueTask LookAsync(ICheckpointTransfer checkpoints, CancellationToken cancellationToken)
    {
        (_known, _history) = ([], await store.GetChatHistoryAsync(Id, null, cancellationToken));
        await foreach (var there in checkpoints.ReadCheckpointsAsync(Id, cancellationToken)) _known[KeyOf(there)] = _known.GetValueOrDefault(KeyOf(there)) + 1;
    }

    private static object KeyOf(CheckpointContent content) => (content.Place with { Id = "" }, content.Version?.Number);

    private async ValueTask CreateAsync(CancellationToken cancellationToken)
    {
        // Without a tree the first message creates the session.
        if (_parent is null && _waiting.Count > 0) return;
        var trees = store.Require<ISessionBranching>();
        if (_parent is not null && _forkedAt is { } at)
        {
            var shared = await SharedAsync(at + 1L, cancellationToken);
            await trees.ForkSessionAsync(_parent, shared - 1, Change.Title, Id, cancellationToken);
            _waiting.RemoveRange(0, shared);
            await DropInheritedAsync(cancellationToken);
        }
        else
        {
            await trees.CreateSessionAsync(Change.Title, _parent, Id, cancellationToken);
        }
    }

    // A fork begins with what its parent has by now; the export names its own.
    private async ValueTask DropInheritedAsync(CancellationToken cancellationToken)
    {
        if (store.Find<ITakenOverTransfer>() is { } authors) await authors.ForgetOriginAsync(Id, cancellationToken);
        if (store.Find<ISessionSummaries>() is { } summaries)
        {
            foreach (var summary in await summaries.ListSummariesAsync(Id, cancellationToken)) await summaries.DeleteSummaryAsync(Id, summary.FromIndex, summary.ToIndex, cancellationToken);
        }

        if (store.Find<ISessionState>() is not { } state) return;
        foreach (var scope in new[] { StateScope.Session(Id), StateScope.Shared(Id) })
        {
            foreach (var key in (await state.ListStateAsync(scope, cancellationToken)).Keys) await state.SetStateAsync(scope, key, null, null, cancellationToken);
        }
    }

    /// <summary>How many of the messages that it took over its parent still begins with; a fork made there takes no other one.</summary>
    private async ValueTask<int> SharedAsync(long count, CancellationToken cancellationToken)
    {
        var theirs = await store.GetChatHistoryAsync(_parent!, null, cancellationToken);
        var shared = theirs.Zip(_waiting, static (one, other) => SessionImporter.Same(one, MessageText.Normalize(other, default)))
            .TakeWhile((isSame, index) => isSame && index < count).Count();
        while (shared > 0 && MessageGroups.EndOfGroup(theirs, shared - 1) >= shared) shared--;
        return shared;
    }
}
