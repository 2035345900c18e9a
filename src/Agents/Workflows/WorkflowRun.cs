using System.Collections.Concurrent;

namespace Bots.Agents.Workflows;

/// <summary>One attempt to finish a run: every task starts as soon as all that it depends on is finished.</summary>
internal sealed class WorkflowRun(Workflow workflow, Session session, string input, int run, WorkflowProgress progress)
{
    private const int NewestMessages = 1_000;

    private readonly ConcurrentDictionary<string, string> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _tasks = new(StringComparer.Ordinal);

    /// <exception cref="WorkflowException">A task failed.</exception>
    public async Task<IReadOnlyDictionary<string, string>> FinishAsync(IReadOnlyDictionary<string, string> finished, CancellationToken cancellationToken)
    {
        foreach (var (name, result) in finished) _results[name] = result;
        var start = new TaskCompletionSource();
        foreach (var task in workflow.Tasks) _tasks[task.Name] = _results.ContainsKey(task.Name) ? Task.CompletedTask : DoAsync(task, start.Task, cancellationToken);
        start.SetResult();

        var all = Task.WhenAll(_tasks.Values);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (all.Exception?.InnerExceptions.OfType<WorkflowException>().FirstOrDefault() is { } failure) throw failure;
        await all;
        return _results;
    }

    private async Task DoAsync(WorkflowTask task, Task start, CancellationToken cancellationToken)
    {
        await start;
        await Task.WhenAll(task.DependsOn.Select(name => _tasks[name]));
        try
        {
            var result = await AnswerAsync(task, workflow.ResultsBefore(task, _results), cancellationToken);
            _results[task.Name] = await progress.FinishTaskAsync(run, task.Name, result, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WorkflowException(task.Name, error);
        }
    }

    private async Task<string> AnswerAsync(WorkflowTask task, IReadOnlyDictionary<string, string> before, CancellationToken cancellationToken)
    {
        if (task.Run is { } own) return await own(new(session, input, before), cancellationToken);
        var turn = $"workflow:{workflow.Name}:{run}:{task.Name}";
        return await session.AnswerOfTurnAsync(task.Agent, turn, NewestMessages, cancellationToken)
            ?? await session.AskAsync(task.Agent, WorkflowPrompt.Fill(task.Prompt!, input, before), turn, cancellationToken);
    }
}
