using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests;

/// <summary>Keeps what a host logs, from Information on unless told otherwise.</summary>
internal sealed class RecordingLogs : ILoggerProvider
{
    /// <summary>The lowest level kept.</summary>
    public LogLevel From { get; init; } = LogLevel.Information;

    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

    public IReadOnlyList<string> Of(LogLevel level) => [.. Lines.Where(line => line.Level == level).Select(static line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private sealed class Logger(RecordingLogs logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= logs.From;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) logs.Lines.Enqueue((logLevel, formatter(state, exception)));
        }
    }
}
