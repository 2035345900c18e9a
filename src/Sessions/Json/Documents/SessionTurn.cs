namespace Bots.Sessions.Json.Documents;

/// <summary>What a turn does to a session's document. Applying it twice is the same as once when it has a key.</summary>
internal sealed record SessionTurn(string SessionId, string? Key, IReadOnlyList<SessionMessage> Messages, DateTimeOffset At)
{
    public int? KeepMessages { get; init; }

    public string? UserId { get; init; }

    public string? AgentName { get; init; }

    /// <summary>True when the caller gave the turn its key: then it is remembered even if it changes nothing.</summary>
    public bool IsNamed { get; init; }

    public static SessionTurn Of(TurnWrite turn, string? key, IReadOnlyList<SessionMessage> messages, DateTimeOffset at) =>
        new(turn.SessionId, key, messages, at) { KeepMessages = turn.KeepMessages, UserId = turn.UserId, AgentName = turn.AgentName, IsNamed = turn.TurnId is not null };
}
