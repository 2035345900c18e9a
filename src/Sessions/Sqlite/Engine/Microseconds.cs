namespace Bots.Sessions.Sqlite.Engine;

/// <summary>Points in time as the database keeps them: microseconds since 1970, UTC.</summary>
internal static class Microseconds
{
    /// <summary>The first point in time there is.</summary>
    public static readonly long First = From(DateTimeOffset.MinValue);

    /// <summary>The last one.</summary>
    public static readonly long Last = From(DateTimeOffset.MaxValue);

    public static long From(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time; of a damaged number the first or the last one there is.</summary>
    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(microseconds, First, Last) * TimeSpan.TicksPerMicrosecond);

    /// <summary>True for a number that is a point in time.</summary>
    public static bool IsTime(long microseconds) => microseconds >= First && microseconds <= Last;

    public static DateTimeOffset? ToTime(long? microseconds) => microseconds is { } value ? ToTime(value) : null;

    public static long Of(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;
}
