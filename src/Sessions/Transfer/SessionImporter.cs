using System.Text.Json;

namespace Bots.Sessions.Transfer;

/// <summary>Reads one export twice: first to check it against itself and the store, then to write it.</summary>
internal sealed class SessionImporter(ISessionStore store, Stream input)
{
    private readonly ITurnLog _turns = store.Require<ITurnLog>();
    private readonly Dictionary<string, string> _supersededBy = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<UserMemory>> _present = new(StringComparer.Ordinal);

    private int _sessions;
    private long _messages;
    private int _values;
    private int _summaries;
    private int _memories;
    private int _checkpoints;
    private int _leftOut;
    private readonly List<(string Id, DateTimeOffset At)> _expiries = [];

    public async Task<TransferReport> RunAsync(CancellationToken cancellationToken)
    {
        var begin = input.Position;
        await CheckAsync(cancellationToken);
        input.Position = begin;
        var session = (ImportedSession?)null;
        var hash = await new TransferReader(input).ReadAsync(TakeAsync, cancellationToken);
        await FinishAsync();
        await SetExpiriesAsync(cancellationToken);
        return new(_sessions, _messages, _values, _summaries, _memories, hash) { Checkpoints = _checkpoints - _leftOut, CheckpointsLeftOut = _leftOut };

        async ValueTask TakeAsync(string kind, JsonElement line)
        {
            if (kind == "session")
            {
                await FinishAsync();
                session = new(store, _turns, line);
                await session.OpenAsync(cancellationToken);
                _sessions++;
            }
            else if (kind == "message")
            {
                await session!.AddAsync(TransferLines.Message(line), cancellationToken);
                _messages++;
            }
            else if (kind == "checkpoint")
            {
                await session!.AddCheckpointAsync(TransferLines.Checkpoint(line), cancellationToken);
                _checkpoints++;
            }
            else if (kind == "kept")
            {
                session!.AddKept(TransferLines.Message(line));
            }
            else if (kind == "summary")
            {
                await session!.CompleteAsync(cancellationToken);
                await store.Require<ISessionSummaries>().SaveSummaryAsync(session.Id, TransferLines.Summary(line), cancellationToken);
                _summaries++;
            }
            else if (kind == "state")
            {
                if (session is not null) await session.CompleteAsync(cancellationToken);
                if (await SetAsync(line, cancellationToken) && TransferLines.Scope(line) == StateScope.Session(session?.Id ?? "")) session!.NoteValue(TransferLines.NeedText(line, "key"));
                _values++;
            }
            else
            {
                await RememberAsync(line, cancellationToken);
                _memories++;
            }
        }

        async ValueTask FinishAsync()
        {
            if (session is null) return;
            await session.FinishAsync(cancellationToken);
            if (session.ExpiresAt is { } end) _expiries.Add((session.Id, end));
            _leftOut += session.CheckpointsLeftOut;
            session = null;
        }
    }

    private async ValueTask SetExpiriesAsync(CancellationToken cancellationToken)
    {
        if (store.Find<ISessionRetention>() is not { } retention) return;
        foreach (var (id, at) in _expiries) await retention.SetExpiryAsync(id, at, cancellationToken);
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var conflicts = new List<string>();
        var (id, present, index, hasCheckpoint) = ("", (IReadOnlyList<SessionMessage>)[], 0, false);
        await new TransferReader(input).ReadAsync(async (kind, line) =>
        {
            if (kind == "session")
            {
                EndOfSession();
                id = SessionId.Check(TransferLines.NeedText(line, "id"));
                _ = (TransferLines.Change(line), TransferLines.TakenOver(line), TransferLines.ExpiresAt(line));
                (present, index, hasCheckpoint) = (await store.GetChatHistoryAsync(id, null, cancellationToken), 0, false);
            }
            else if (kind == "message")
            {
                if (id.Length == 0) throw new InvalidDataException("it belongs to no session");
                var message = MessageText.Normalize(TransferLines.Message(line), default);
                if (index < present.Count && !Same(present[index], message)) Conflict();
                index++;
            }
            else if (kind == "state") _ = (TransferLines.Scope(line), TransferLines.NeedText(line, "key"), line.GetProperty("value"));
            else if (kind == "checkpoint")
            {
                if (TransferLines.Checkpoint(line).Place.MessageIndex is var last && (id.Length == 0 || last < -1 || last >= index)) throw new InvalidDataException("its session has no such messages");
                hasCheckpoint = true;
            }
            else if (kind == "kept")
            {
                if (!hasCheckpoint) throw new InvalidDataException("it belongs to no checkpoint");
                TransferLines.Message(line);
            }
            else if (kind == "summary") Need<ISessionSummaries>(TransferLines.Summary(line));
            else if (kind == "memory") Need<IMemoryStore>(TransferLines.Memory(line));
            else throw new InvalidDataException($"there is no line of kind '{kind}'");
        }, cancellationToken);
        EndOfSession();
        if (conflicts.Count > 0)
            throw new InvalidOperationException(
                $"Nothing was imported: {conflicts.Count} sessions are there already with other content, the first is '{conflicts[0]}'. Delete them, or import into an empty store.");

        void EndOfSession()
        {
            if (index < present.Count) Conflict();
        }

        void Conflict()
        {
            if (conflicts.Count == 0 || conflicts[^1] != id) conflicts.Add(id);
        }
    }

    private void Need<TCapability>(object line) where TCapability : class
    {
        ArgumentNullException.ThrowIfNull(line);
        store.Require<TCapability>();
    }

    /// <summary>The spelling of JSON values may differ from store to store.</summary>
    internal static bool Same(SessionMessage one, SessionMessage other) =>
        one.Role == other.Role && one.Content == other.Content && one.Timestamp == other.Timestamp && one.Metadata.Equals(other.Metadata);

    /// <summary>False when another value is set already, which stays.</summary>
    private async ValueTask<bool> SetAsync(JsonElement line, CancellationToken cancellationToken)
    {
        var (scope, key, value, state) = (TransferLines.Scope(line), TransferLines.NeedText(line, "key"), line.GetProperty("value").Clone(), store.Require<ISessionState>());
        return await state.SetStateAsync(scope, key, value, expectedVersion: 0, cancellationToken) is not null
            || (await state.GetStateAsync(scope, key, cancellationToken))?.Value is not { } there || ValueMark.Of(key, there) == ValueMark.Of(key, value);
    }

    /// <summary>The id of this memory when an import brought it before, also one that no longer holds; each is found once.</summary>
    private async ValueTask<string?> PresentAsync(string user, NewMemory memory, CancellationToken cancellationToken)
    {
        if (!_present.TryGetValue(user, out var all))
            _present[user] = all = [.. await store.Require<IMemoryStore>().ListMemoriesAsync(user, all: true, cancellationToken)];
        var index = all.FindIndex(one => one.Content.Text == memory.Text && Micro(one.Content.ObservedAt) == Micro(memory.ObservedAt));
        if (index < 0) return null;
        var id = all[index].Id;
        all.RemoveAt(index);
        return id;

        static DateTimeOffset? Micro(DateTimeOffset? time) => time is { } at ? MessageText.ToMicroseconds(at) : null;
    }

    private async ValueTask RememberAsync(JsonElement line, CancellationToken cancellationToken)
    {
        var (user, number) = (TransferLines.NeedText(line, "user"), TransferLines.NeedNumber(line, "number"));
        var supersedes = _supersededBy.GetValueOrDefault(Key(number));
        var id = await PresentAsync(user, TransferLines.Memory(line), cancellationToken)
            ?? (await store.Require<IMemoryStore>().SaveMemoryAsync(user, TransferLines.Memory(line) with { Supersedes = supersedes }, cancellationToken)).Id;
        if (TransferLines.Number(line, "superseded_by") is { } by) _supersededBy[Key(by)] = id;

        string Key(int of) => $"{of} {user}";
    }
}
