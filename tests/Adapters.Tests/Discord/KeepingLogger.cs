using System.Collections.Concurrent;
using Bots.Adapters.Discord;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Tests.Discord;

/// <summary>Keeps what is logged. Thread-safe.</summary>
internal sealed class KeepingLogger : ILogger<DiscordAdapter>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> Warnings => [.. _lines.Where(static line => line.Level >= LogLevel.Warning).Select(static line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
}
