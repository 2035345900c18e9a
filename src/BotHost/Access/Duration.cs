using System.Globalization;

namespace Bots.BotHost.Access;

/// <summary>A time as people say it.</summary>
internal static class Duration
{
    /// <summary>For example "40 seconds", "5 minutes", "1 hour"; never less than the time itself.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: <= 90 } => Counted(time.TotalSeconds, "second"),
        { TotalMinutes: <= 55 } => Counted(time.TotalMinutes, "minute"),
        { TotalHours: <= 36 } => Counted(time.TotalHours, "hour"),
        _ => Counted(time.TotalDays, "day"),
    };

    private static string Counted(double number, string unit)
    {
        var whole = Math.Max(1, (int)Math.Ceiling(number));
        return string.Create(CultureInfo.InvariantCulture, $"{whole} {unit}{(whole == 1 ? "" : "s")}");
    }
}
