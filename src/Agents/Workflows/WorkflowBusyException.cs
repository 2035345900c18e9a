namespace Bots.Agents.Workflows;

/// <summary>Another runner, in this process or another one, does this workflow in this session right now, or did when this one came.</summary>
/// <param name="workflow">The workflow.</param>
/// <param name="sessionId">The session.</param>
/// <param name="wasTaken">True for a runner that had begun; false when nothing was done.</param>
public sealed class WorkflowBusyException(string workflow, string sessionId, bool wasTaken = false) : Exception(wasTaken
    ? $"The workflow \"{workflow}\" was taken from this runner in session {sessionId}: another one took it over because this one was silent for too long, or the session was cleared, deleted or taken back."
    : $"The workflow \"{workflow}\" is done in session {sessionId} by another runner; once that one has ended, run it again if it is to be done once more, or run it in another session.")
{
    /// <summary>The workflow.</summary>
    public string Workflow => workflow;

    /// <summary>The session.</summary>
    public string SessionId => sessionId;
}
