namespace Bots.Sessions;

/// <summary>The rules that every turn log applies to a turn before it writes anything.</summary>
internal static class TurnRules
{
    /// <summary>Returns the messages as they are stored; the caller's list is not looked at again.</summary>
    /// <exception cref="ArgumentException">The turn cannot be one.</exception>
    public static IReadOnlyList<SessionMessage> Check(TurnWrite turn, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(turn);
        SessionId.Check(turn.SessionId);
        if (turn.KeepMessages is < 0)
            throw new ArgumentException("KeepMessages is a number of messages and cannot be negative.", nameof(turn));
        if (turn.Sends.Count > 0 && string.IsNullOrEmpty(turn.Owner))
            throw new ArgumentException("A turn with Sends needs the Owner that will deliver them.", nameof(turn));
        return [.. turn.Messages.Select(message => MessageText.Normalize(message, now))];
    }
}
