namespace Bots.Agents.Workflows;

/// <summary>Another runner, in this process or another one, does this workflow in this session right now. Nothing was changed.</summary>
/// <param name="workflow">The workflow.</param>
/// <param name="sessionId">The session.</param>
public sealed class WorkflowBusyException(string workflow, string sessionId)
    : Exception($"The workflow \"{workflow}\" is being done in session {sessionId} by another runner; wait until that one has ended, or run it in another session.")
{
    /// <summary>The workflow.</summary>
    public string Workflow => workflow;

    /// <summary>The session.</summary>
    public string SessionId => sessionId;
}
