using System.Collections.Immutable;
using System.Text.Json;
using Bots.Sessions;

namespace Bots.Agents.Workflows;

/// <summary>How far a workflow has come in a session, kept in the session's own state: it goes with the session into forks and back to checkpoints.</summary>
/// <remarks>One record says which run it is, who does it, and which results are its own; every result has a value of its own. A runner writes only on the record that it
/// wrote last: whatever changed it meanwhile (another runner, a clear, a way back), this runner has lost the lease.</remarks>
internal sealed class WorkflowProgress(ISessionState state, StateScope scope, string workflow, WorkflowLease lease) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private Record _record = new(0, "", "", "");
    private long _version;

    /// <summary>The run's number within the session; one that was taken back gives it to the next.</summary>
    public int Run => _record.Run;

    /// <summary>The run's name, which no other run has; it stays when an interrupted one goes on.</summary>
    public string RunId => _record.Id;

    private string Key => $"workflow:{workflow}";

    /// <summary>Takes over an unfinished run of the same input, or begins a new one.</summary>
    public async Task BeginAsync(string input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var present = await state.GetStateAsync(scope, Key, cancellationToken);
            var last = present?.Value?.Deserialize<Record>();
            var record = last is { IsDone: false, Id.Length: > 0 } && last.Input == input ? last with { Runner = lease.Owner } : new((last?.Run ?? 0) + 1, NewId(), lease.Owner, input);
            if (await state.SetStateAsync(scope, Key, Json(record), present?.Version ?? 0, cancellationToken) is not { } version) continue;
            (_record, _version) = (record, version);
            return;
        }
    }

    /// <summary>The results of this run so far, by task.</summary>
    public async Task<Dictionary<string, string>> ResultsAsync(IEnumerable<string> tasks, CancellationToken cancellationToken)
    {
        var all = await state.ListStateAsync(scope, cancellationToken);
        return tasks.Select(task => (task, result: all.GetValueOrDefault(KeyOf(task))?.Value?.Deserialize<Result>()))
            .Where(pair => pair.result is { } result && result.Id == _record.Results.GetValueOrDefault(pair.task)).ToDictionary(static pair => pair.task, static pair => pair.result!.Text, StringComparer.Ordinal);
    }

    /// <summary>Goes on only while the run is this runner's.</summary>
    /// <exception cref="OperationCanceledException">It is not any more; the lease counts as lost.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => AloneAsync(() => EnsureOwnAsync(cancellationToken), cancellationToken);

    /// <summary>Notes a result.</summary>
    /// <exception cref="OperationCanceledException">The run is not this runner's any more; the lease counts as lost, and the result is none of the run's.</exception>
    public Task FinishTaskAsync(string task, string text, CancellationToken cancellationToken) => AloneAsync(
        async () =>
        {
            // Read before the record: what another runner writes after this one saw its own record shows in the version.
            var present = await state.GetStateAsync(scope, KeyOf(task), cancellationToken);
            await EnsureOwnAsync(cancellationToken);
            var result = new Result(NewId(), text);
            if (await state.SetStateAsync(scope, KeyOf(task), Json(result), present?.Version ?? 0, cancellationToken) is null) throw await TakenAsync();
            await WriteAsync(_record with { Results = _record.Results.SetItem(task, result.Id) }, cancellationToken);
        },
        cancellationToken);

    /// <summary>Notes that the run is over.</summary>
    /// <exception cref="OperationCanceledException">The run is not this runner's any more; the lease counts as lost.</exception>
    public Task FinishAsync(CancellationToken cancellationToken) => AloneAsync(() => WriteAsync(_record with { IsDone = true }, cancellationToken), cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task EnsureOwnAsync(CancellationToken cancellationToken)
    {
        if ((await state.GetStateAsync(scope, Key, cancellationToken))?.Version != _version) throw await TakenAsync();
    }

    private async Task WriteAsync(Record record, CancellationToken cancellationToken)
    {
        if (await state.SetStateAsync(scope, Key, Json(record), _version, cancellationToken) is not { } version) throw await TakenAsync();
        (_record, _version) = (record, version);
    }

    private async Task<OperationCanceledException> TakenAsync()
    {
        await lease.LoseAsync();
        return new(lease.Lost);
    }

    private async Task AloneAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await action();
        }
        finally
        {
            _gate.Release();
        }
    }

    private string KeyOf(string task) => $"{Key}:{task}";

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);

    /// <summary>Which run it is.</summary>
    /// <param name="Run">Its number.</param>
    /// <param name="Id">Its name.</param>
    /// <param name="Runner">Who does it, so that no two runners ever write the same record.</param>
    /// <param name="Input">What it was given.</param>
    /// <param name="IsDone">True when it is over.</param>
    private sealed record Record(int Run, string Id, string Runner, string Input, bool IsDone = false)
    {
        // By id, so that a result of another run is never taken for one of this: merged sessions take their values from either side.
        public ImmutableDictionary<string, string> Results { get; init; } = ImmutableDictionary<string, string>.Empty;
    }

    private sealed record Result(string Id, string Text);
}
