using System.Text.Json;
using Bots.Sessions;

namespace Bots.Agents.Workflows;

/// <summary>How far a workflow has come in a session, kept in the session's own state: it goes with the session into forks and back to checkpoints.</summary>
internal sealed class WorkflowProgress(ISessionState state, StateScope scope, string workflow)
{
    private string Key => $"workflow:{workflow}";

    /// <summary>The number of the run to go on with: an unfinished one of the same input, else a new one.</summary>
    public async Task<int> BeginAsync(string input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var present = await state.GetStateAsync(scope, Key, cancellationToken);
            var last = present?.Value is { } json ? json.Deserialize<Record>() : null;
            if (last is { IsDone: false } && last.Text == input) return last.Run;
            var next = new Record((last?.Run ?? 0) + 1, input, IsDone: false);
            if (await state.SetStateAsync(scope, Key, Json(next), present?.Version ?? 0, cancellationToken) is not null) return next.Run;
        }
    }

    /// <summary>The results of this run so far, by task.</summary>
    public async Task<Dictionary<string, string>> ResultsAsync(int run, IEnumerable<string> tasks, CancellationToken cancellationToken)
    {
        var all = await state.ListStateAsync(scope, cancellationToken);
        return tasks.Select(task => (task, result: all.GetValueOrDefault(KeyOf(task))?.Value?.Deserialize<Record>()))
            .Where(pair => pair.result?.Run == run).ToDictionary(static pair => pair.task, static pair => pair.result!.Text, StringComparer.Ordinal);
    }

    /// <summary>Notes a result; of two runners that believe the run to be theirs the first one's holds, and is returned to both.</summary>
    public async Task<string> FinishTaskAsync(int run, string task, string result, CancellationToken cancellationToken)
    {
        while (true)
        {
            var present = await state.GetStateAsync(scope, KeyOf(task), cancellationToken);
            if (present?.Value?.Deserialize<Record>() is { } there && there.Run >= run) return there.Text;
            if (await state.SetStateAsync(scope, KeyOf(task), Json(new(run, result, IsDone: true)), present?.Version ?? 0, cancellationToken) is not null) return result;
        }
    }

    /// <summary>Notes that the run is over, unless another one has begun.</summary>
    public async Task FinishAsync(int run, string input, CancellationToken cancellationToken)
    {
        var present = await state.GetStateAsync(scope, Key, cancellationToken);
        if (present?.Value?.Deserialize<Record>()?.Run == run) await state.SetStateAsync(scope, Key, Json(new(run, input, IsDone: true)), present.Version, cancellationToken);
    }

    private string KeyOf(string task) => $"{Key}:{task}";

    private static JsonElement Json(Record record) => JsonSerializer.SerializeToElement(record);

    private sealed record Record(int Run, string Text, bool IsDone);
}
