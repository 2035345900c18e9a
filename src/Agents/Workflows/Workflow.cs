using System.Collections.Concurrent;
using System.Collections.Immutable;
using Bots.Sessions;

namespace Bots.Agents.Workflows;

/// <summary>Tasks that build on each other, done by the agents of a session. Every result is stored in the session at once: a workflow that was
/// interrupted goes on at the first task that is not finished.</summary>
/// <remarks>Tasks that do not depend on each other run side by side (one agent still does one at a time). An agent's task is in its history once, even when
/// the process dies between the answer and the note that it is finished. One workflow of a name is done by one runner at a time in a session, over
/// processes too: a second one that comes meanwhile is refused, also when the first ends before that is certain (after a quarter of <see cref="Lease"/> at most). A runner that died is found out by its silence (<see cref="Lease"/>).</remarks>
public sealed class Workflow
{
    private readonly ImmutableDictionary<string, WorkflowTask> _byName;

    /// <summary>A workflow.</summary>
    /// <param name="name">Its name; runs of one name in one session are numbered, and interrupted ones found again.</param>
    /// <param name="tasks">Its tasks, in any order.</param>
    /// <exception cref="ArgumentException">A task depends on an unknown one, tasks depend on each other in a circle, or two have the same name.</exception>
    public Workflow(string name, params IReadOnlyList<WorkflowTask> tasks)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > 64) throw new ArgumentException($"A workflow's name has at most 64 characters; this one has {name.Length}.", nameof(name));
        // The colon parts workflow and task where progress is kept: with one in the name, two workflows could share a place.
        if (name.Contains(':', StringComparison.Ordinal)) throw new ArgumentException($"A workflow's name holds no colon; \"{name}\" does.", nameof(name));
        ArgumentNullException.ThrowIfNull(tasks);
        WorkflowRules.Check(name, tasks);
        (Name, Tasks) = (name, [.. tasks]);
        _byName = tasks.ToImmutableDictionary(static task => task.Name, StringComparer.Ordinal);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its tasks.</summary>
    public IReadOnlyList<WorkflowTask> Tasks { get; }

    /// <summary>How long a runner may give no sign of life before it counts as dead, which a run after a crash waits for; it gives one four times as
    /// often. Default: 10 seconds.</summary>
    public TimeSpan Lease
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A lease is longer than nothing and at most an hour.");
    } = TimeSpan.FromSeconds(10);

    /// <summary>Runs it, or goes on with the last run when that was interrupted and had the same input.</summary>
    /// <param name="session">Whose agents do the tasks, and where the results are kept.</param>
    /// <param name="input">What <c>{input}</c> stands for.</param>
    /// <param name="cancellationToken">Interrupts it; what is finished stays.</param>
    /// <exception cref="ArgumentException">A task names an agent that the session does not have.</exception>
    /// <exception cref="WorkflowException">A task failed; the others that were running have ended.</exception>
    /// <exception cref="WorkflowBusyException">Another runner was doing it in this session when this one came, or took it over because this one was silent for too long; or the session was
    /// cleared, deleted or taken back while this one worked: it writes nothing more, and begins no task any more.</exception>
    /// <exception cref="NotSupportedException">The store keeps no state (<see cref="ISessionState"/>).</exception>
    public async Task<WorkflowResult> RunAsync(Session session, string input = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        foreach (var agent in Tasks.Select(static task => task.Agent).OfType<string>()) session.Named(agent);
        await session.GetHistoryAsync(0, cancellationToken); // A session with a file is loaded before anything is kept in it.
        var state = session.Store.Require<ISessionState>();
        await using var lease = await WorkflowLease.TakeAsync(new(state, session.Id, Name, Lease, session.Time), cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            using var progress = new WorkflowProgress(state, StateScope.Session(session.Id), Name, lease);
            return await RunAsync(session, input, progress, stop.Token);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new WorkflowBusyException(Name, session.Id, wasTaken: true);
        }
    }

    private async Task<WorkflowResult> RunAsync(Session session, string input, WorkflowProgress progress, CancellationToken cancellationToken)
    {
        await progress.BeginAsync(input, cancellationToken);
        var finished = await progress.ResultsAsync(_byName.Keys, cancellationToken);
        var resumed = finished.Count;
        var results = await new WorkflowRun(this, session, input, progress).FinishAsync(finished, cancellationToken);
        await progress.FinishAsync(cancellationToken);
        return new(progress.Run, results, resumed);
    }

    internal IReadOnlyDictionary<string, string> ResultsBefore(WorkflowTask task, IReadOnlyDictionary<string, string> results) =>
        WorkflowRules.Before(task, _byName).ToDictionary(static name => name, name => results[name], StringComparer.Ordinal);
}
