namespace Bots.Sessions;

/// <summary>What every store that forgets reckons in the same way.</summary>
internal static class RetentionRules
{
    /// <summary>Sessions last updated then or earlier are over; the beginning of time when only expired ones are.</summary>
    public static DateTimeOffset Before(TimeSpan? olderThan, DateTimeOffset now) =>
        olderThan is { } age && age < now - DateTimeOffset.MinValue ? now - age : DateTimeOffset.MinValue;
}
