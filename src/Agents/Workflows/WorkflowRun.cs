using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Bots.Agents.Chat;

namespace Bots.Agents.Workflows;

/// <summary>One attempt to finish a run: every task starts as soon as all that it depends on is finished.</summary>
internal sealed class WorkflowRun(Workflow workflow, Session session, string input, WorkflowProgress progress)
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
            await progress.CheckAsync(cancellationToken);
            var result = await AnswerAsync(task, workflow.ResultsBefore(task, _results), cancellationToken);
            await progress.FinishTaskAsync(task.Name, result, cancellationToken);
            _results[task.Name] = result;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WorkflowException(task.Name, error);
        }
    }

    private async Task<string> AnswerAsync(WorkflowTask task, IReadOnlyDictionary<string, string> before, CancellationToken cancellationToken)
    {
        if (task.Run is { } own) return await own(new(session, input, before), cancellationToken) ?? throw new InvalidOperationException("It returned null; return a text, an empty one when there is nothing to say.");
        var prompt = WorkflowPrompt.Fill(task.Prompt!, input, before);
        var turn = new SessionTurn($"workflow:{workflow.Name}:{progress.RunId}:{task.Name}:{MarkOf(prompt)}", session.Time) { BeforeWriting = progress.CheckAsync };
        return await session.AnswerOfTurnAsync(task.Agent, turn.Id!, NewestMessages, cancellationToken) ?? await session.AskAsync(task.Agent, prompt, turn, cancellationToken);
    }

    // A run that went back to a checkpoint keeps its name: what was answered then counts only where the same is asked again.
    private static string MarkOf(string prompt) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prompt)).AsSpan(0, 8));
}
