namespace Bots.Agents;

/// <summary>What a turn begins with.</summary>
/// <param name="Request">What the agent is asked.</param>
/// <param name="Interaction">The number of this interaction within the session, 1 for the first; noted on the user's message by <see cref="MessageMarks"/>.</param>
public sealed record TurnContext(AgentRequest Request, int Interaction)
{
    /// <summary>Tokens that summaries for this turn used; grows when the request is made shorter while the agent answers. Not part of the agent's own updates.</summary>
    public IReadOnlyCollection<AgentUpdate.Usage> Used { get; init; } = [];

    /// <summary>The version of the session at which the number is certain; null when it is not.</summary>
    internal long? Version { get; init; }
}
