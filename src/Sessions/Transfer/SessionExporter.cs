using System.Text.Json;

namespace Bots.Sessions.Transfer;

/// <summary>Writes one export.</summary>
/// <param name="store">What to export.</param>
/// <param name="output">Where to.</param>
/// <param name="withCheckpoints">False for a reader that cannot take them.</param>
internal sealed class SessionExporter(ISessionStore store, Stream output, bool withCheckpoints) : IDisposable
{
    private readonly ISessionCatalog _catalog = store.Require<ISessionCatalog>();
    private readonly ISessionBranching? _trees = store.Find<ISessionBranching>();
    private readonly TransferWriter _writer = new(output);
    private readonly HashSet<string> _users = new(StringComparer.Ordinal);
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    private int _sessions;
    private long _messages;
    private int _values;
    private int _summaries;
    private int _memories;
    private int _checkpoints;
    private int _leftOut;
    private int _usersLeftOut;

    public async Task<TransferReport> RunAsync(string? userId, CancellationToken cancellationToken)
    {
        await _writer.WriteAsync("header", static json =>
        {
            json.WriteString("format", TransferLines.Format);
            json.WriteNumber("version", TransferLines.Version);
        }, cancellationToken);
        await SessionsAsync(userId, cancellationToken);
        if (userId is null) await StateAsync(StateScope.App, cancellationToken);
        await AddUsersAsync(userId, cancellationToken);
        foreach (var user in _users.Order(StringComparer.Ordinal))
        {
            await StateAsync(StateScope.User(user), cancellationToken);
            await MemoriesAsync(user, cancellationToken);
        }

        var files = userId is null && store.Find<IUnlistedFiles>() is { } folder ? await folder.CountUnlistedAsync(cancellationToken) : 0;
        var report = new TransferReport(_sessions, _messages, _values, _summaries, _memories, _writer.Hash) { Checkpoints = _checkpoints, CheckpointsLeftOut = _leftOut, UsersLeftOut = _usersLeftOut, FilesLeftOut = files };
        await _writer.WriteAsync("end", json =>
        {
            json.WriteNumber("sessions", report.Sessions);
            json.WriteNumber("messages", report.Messages);
            json.WriteString("hash", report.Hash);
        }, cancellationToken);
        await output.FlushAsync(cancellationToken);
        return report;
    }

    public void Dispose() => _writer.Dispose();

    // Users may have values and memories long after their last session is gone.
    private async Task AddUsersAsync(string? userId, CancellationToken cancellationToken)
    {
        if (userId is not null) _users.Add(userId);
        else if (store.Find<IUserListing>() is { } listing)
        {
            (var ids, _usersLeftOut) = await listing.ListUsersAsync(_users, cancellationToken);
            _users.UnionWith(ids);
        }
    }

    private async Task SessionsAsync(string? userId, CancellationToken cancellationToken)
    {
        var families = new SortedDictionary<string, SessionFamily?>(StringComparer.Ordinal);
        await foreach (var data in _catalog.ListSessionsAsync(new() { UserId = userId }, cancellationToken))
            families[data.Id] = _trees is null ? null : await _trees.GetFamilyAsync(data.Id, cancellationToken);

        // Of a damaged tree that leads round in a circle nothing is a root.
        foreach (var id in families.Keys.Where(id => families[id]?.ParentId is not { } parent || !families.ContainsKey(parent)).Concat(families.Keys))
            await TreeAsync(id, families, cancellationToken);
    }

    // A tree may be deep: it is walked, not recursed. Children keep their order, which an import makes them in.
    private async Task TreeAsync(string root, SortedDictionary<string, SessionFamily?> families, CancellationToken cancellationToken)
    {
        var way = new Stack<string>([root]);
        while (way.TryPop(out var id))
        {
            if (!_visited.Add(id)) continue;
            await SessionAsync(id, cancellationToken);
            foreach (var child in (families[id]?.Children ?? []).Reverse().Where(families.ContainsKey)) way.Push(child);
        }
    }

    private async Task SessionAsync(string id, CancellationToken cancellationToken)
    {
        // One that was deleted since the listing is gone.
        if (await _catalog.GetSessionAsync(id, cancellationToken) is not { } data) return;
        var history = await store.GetChatHistoryAsync(id, null, cancellationToken);
        var family = _trees is null ? null : await _trees.GetFamilyAsync(id, cancellationToken);
        var parent = family?.ParentId is { } above && _written.Contains(above) ? above : null;
        var metadata = await MetadataAsync(data, cancellationToken);
        var takenOver = store.Find<ITakenOverTransfer>() is { } authors ? await authors.ReadTakenOverAsync(id, cancellationToken) : null;
        await _writer.WriteAsync("session", json => TransferLines.Write(json, data, metadata, parent, family?.ForkedAt, takenOver), cancellationToken);
        foreach (var message in history) await _writer.WriteAsync("message", json => TransferLines.Write(json, message), cancellationToken);
        await SummariesAsync(id, cancellationToken);
        await StateAsync(StateScope.Session(id), cancellationToken);
        await StateAsync(StateScope.Shared(id), cancellationToken);
        await CheckpointsAsync(id, history, cancellationToken);
        if (data.UserId is { } user) _users.Add(user);
        _written.Add(id);
        _sessions++;
        _messages += history.Count;
    }

    private async Task<MessageMetadata> MetadataAsync(SessionData data, CancellationToken cancellationToken) =>
        store.Find<IForeignFields>() is { } foreign && await foreign.GetForeignFieldsAsync(data.Id, cancellationToken) is { } fields
            ? data.Metadata.With(IForeignFields.Name, fields)
            : data.Metadata;

    private async Task SummariesAsync(string id, CancellationToken cancellationToken)
    {
        if (store.Find<ISessionSummaries>() is not { } summaries) return;
        foreach (var summary in await summaries.ListSummariesAsync(id, cancellationToken))
        {
            await _writer.WriteAsync("summary", json => TransferLines.Write(json, summary), cancellationToken);
            _summaries++;
        }
    }

    private async Task CheckpointsAsync(string id, IReadOnlyList<SessionMessage> history, CancellationToken cancellationToken)
    {
        if (store.Find<ICheckpointTransfer>() is not { } source || !withCheckpoints)
        {
            if (store.Find<ISessionCheckpoints>() is { } marks) _leftOut += (await marks.ListCheckpointsAsync(id, cancellationToken)).Count;
            return;
        }

        await foreach (var content in source.ReadCheckpointsAsync(id, cancellationToken))
        {
            var shared = content.Messages.Zip(history).TakeWhile(static pair => pair.First == pair.Second).Count();
            await _writer.WriteAsync("checkpoint", json => TransferLines.Write(json, content, shared), cancellationToken);
            foreach (var message in content.Messages.Skip(shared)) await _writer.WriteAsync("kept", json => TransferLines.Write(json, message), cancellationToken);
            _checkpoints++;
        }
    }

    private async Task StateAsync(StateScope scope, CancellationToken cancellationToken)
    {
        if (store.Find<ISessionState>() is not { } state) return;
        foreach (var (key, value) in (await state.ListStateAsync(scope, cancellationToken)).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (value.Value is not { } json) continue;
            await _writer.WriteAsync("state", line => TransferLines.Write(line, scope, key, json), cancellationToken);
            _values++;
        }
    }

    private async Task MemoriesAsync(string user, CancellationToken cancellationToken)
    {
        if (store.Find<IMemoryStore>() is not { } known) return;
        var memories = await known.ListMemoriesAsync(user, all: true, cancellationToken);
        var numbers = memories.Select(static (memory, index) => (memory.Id, index)).ToDictionary(static pair => pair.Id, static pair => pair.index);
        for (var number = 0; number < memories.Count; number++)
        {
            var (memory, index) = (memories[number], number);
            var by = memory.SupersededBy is { } later && numbers.TryGetValue(later, out var found) ? found : (int?)null;
            await _writer.WriteAsync("memory", json => TransferLines.Write(json, user, index, by, memory), cancellationToken);
            _memories++;
        }
    }
}
