namespace Bots.Agents.Workflows;

/// <summary>One task of a <see cref="Workflow"/>: a prompt for an agent, or a function of the program.</summary>
public sealed record WorkflowTask
{
    /// <summary>A task that an agent does.</summary>
    /// <param name="name">Its name, unique within the workflow.</param>
    /// <param name="prompt">What the agent is asked; <c>{input}</c> stands for the workflow's input, <c>{name}</c> for the result of the task of that name.</param>
    public WorkflowTask(string name, string prompt) => (Name, Prompt) = (Checked(name), prompt ?? throw new ArgumentNullException(nameof(prompt)));

    /// <summary>A task that the program does itself.</summary>
    /// <param name="name">Its name, unique within the workflow.</param>
    /// <param name="run">Returns the result; may run again when the process dies before the result is stored.</param>
    public WorkflowTask(string name, Func<WorkflowContext, CancellationToken, Task<string>> run) => (Name, Run) = (Checked(name), run ?? throw new ArgumentNullException(nameof(run)));

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What the agent is asked; null for a task of the program.</summary>
    public string? Prompt { get; }

    /// <summary>What the program does; null for a task of an agent.</summary>
    public Func<WorkflowContext, CancellationToken, Task<string>>? Run { get; }

    /// <summary>Which of the session's agents does it; null for the session's main agent.</summary>
    public string? Agent { get; init; }

    /// <summary>The tasks that must be finished first.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name.Length <= 64 ? name : throw new ArgumentException($"A task's name has at most 64 characters; \"{name[..20]}…\" has {name.Length}.", nameof(name));
    }
}

/// <summary>What a task of the program works with.</summary>
/// <param name="Session">The session the workflow runs in.</param>
/// <param name="Input">The workflow's input.</param>
/// <param name="Results">The results of the tasks it depends on, directly or not, by name.</param>
public sealed record WorkflowContext(Session Session, string Input, IReadOnlyDictionary<string, string> Results);
