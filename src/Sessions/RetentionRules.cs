namespace Bots.Sessions;

/// <summary>What every store that forgets reckons in the same way.</summary>
internal static class RetentionRules
{
    /// <exception cref="ArgumentOutOfRangeException">Less than no time.</exception>
    public static void Check(TimeSpan? olderThan)
    {
        if (olderThan < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(olderThan), olderThan, "Give the least time since the last update, zero or more, or null for expired sessions only.");
    }

    /// <summary>Sessions last updated then or earlier are over; the beginning of time when only expired ones are.</summary>
    public static DateTimeOffset Before(TimeSpan? olderThan, DateTimeOffset now) =>
        olderThan is { } age && age < now - DateTimeOffset.MinValue ? now - age : DateTimeOffset.MinValue;
}
