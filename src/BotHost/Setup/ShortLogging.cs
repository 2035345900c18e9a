namespace Bots.BotHost.Setup;

/// <summary>One line per log entry, with the time; the framework itself speaks only of problems.</summary>
internal static class ShortLogging
{
    public static void AddShortLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(static options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "HH:mm:ss ";
        });
    }
}
