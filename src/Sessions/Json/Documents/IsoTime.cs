using System.Globalization;

namespace Bots.Sessions.Json.Documents;

/// <summary>Times as the format writes them: ISO text that sorts like the times, and epoch seconds as a number.</summary>
internal static class IsoTime
{
    private const string Format = "yyyy-MM-ddTHH:mm:ss.ffffff+00:00";

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? MessageText.ToMicroseconds(time)
            : null;

    public static string WriteSeconds(DateTimeOffset time) =>
        ((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerSecond).ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>The time at so many seconds of the epoch, to the microsecond; null when no calendar has it.</summary>
    public static DateTimeOffset? FromSeconds(decimal seconds)
    {
        if (Math.Abs(seconds) > 1_000_000_000_000) return null;
        var ticks = DateTimeOffset.UnixEpoch.Ticks + ((long)Math.Round(seconds * 1_000_000) * TimeSpan.TicksPerMicrosecond);
        return ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }
}
