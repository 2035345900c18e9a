using Bots.Sessions;

namespace Bots.Agents.Memory;

/// <summary>What there is to learn from: what one user said in one turn. Never an answer, an instruction, or what was recalled.</summary>
/// <param name="UserId">The user.</param>
/// <param name="SessionId">The session, whose reader is this user alone.</param>
/// <param name="TurnId">The same again when the turn is repeated.</param>
/// <param name="Said">What the user said.</param>
public sealed record MemoryTurn(string UserId, string SessionId, string TurnId, IReadOnlyList<string> Said)
{
    /// <summary>How many messages before a turn are worth reading, see <see cref="Before"/>.</summary>
    public const int MostBefore = 100;

    /// <summary>The index of the first of these messages in the full history; null when it is not known.</summary>
    public int? FromIndex { get; init; }

    /// <summary>When it was said; null for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Reads the session's newest <see cref="MostBefore"/> messages before this turn, oldest first, when there is something to compare with them: what others than the user wrote in them
    /// (agents, tools, the system) is not learned where the user passes it on, whole or in part. Null where there are none.</summary>
    public Func<CancellationToken, ValueTask<IReadOnlyList<SessionMessage>>>? Before { get; init; }

    /// <summary>For an <see cref="IMemoryExtractor"/> to tell what reading the turn used; null when nobody counts.</summary>
    public Action<AgentUpdate.Usage>? Used { get; init; }
}

/// <summary>A statement that may be worth keeping.</summary>
/// <param name="Text">One sentence, as the user would say it: "I live in Oslo".</param>
public sealed record MemoryCandidate(string Text)
{
    /// <summary>How much it matters, 0 to 1.</summary>
    public double Importance { get; init; } = 0.5;

    /// <summary>How sure it is that this was meant and will hold, 0 to 1.</summary>
    public double Quality { get; init; } = 0.5;

    /// <summary>What it is about: a later statement about the same takes the place of the earlier one; null when several may hold.</summary>
    public string? Topic { get; init; }

    /// <summary>It says that something is no longer so, and matters only where something is superseded by it.</summary>
    public bool Ends { get; init; }
}
