namespace Bots.Agents.Workflows;

/// <summary>A task failed. What was finished is stored; running the workflow again goes on from there.</summary>
/// <param name="task">The task.</param>
/// <param name="innerException">Why.</param>
public sealed class WorkflowException(string task, Exception innerException)
    : Exception($"The task \"{task}\" failed: {innerException?.Message.TrimEnd('.')}. What was finished is kept; run the workflow again to go on.", innerException)
{
    /// <summary>The task that failed.</summary>
    public string Task => task;
}
