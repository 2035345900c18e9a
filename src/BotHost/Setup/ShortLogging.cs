using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Bots.BotHost.Setup;

/// <summary>One line per log entry for people who watch a terminal; exceptions below it.</summary>
internal static class ShortLogging
{
    public static void AddShortLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddConsoleFormatter<Formatter, ConsoleFormatterOptions>();
        builder.Logging.AddConsole(static options => options.FormatterName = Formatter.Called);
    }

    private sealed class Formatter(TimeProvider time) : ConsoleFormatter(Called)
    {
        public const string Called = "short";

        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            textWriter.WriteLine($"{time.GetLocalNow():HH:mm:ss} {Word(logEntry.LogLevel)} {logEntry.Formatter(logEntry.State, logEntry.Exception)}");
            if (logEntry.Exception is { } exception) textWriter.WriteLine(exception);
        }

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Critical or LogLevel.Error => "ERROR",
            LogLevel.Warning => "warn ",
            LogLevel.Information => "info ",
            _ => "debug",
        };
    }
}
