using System.Collections.Concurrent;
using Bots.Adapters;

namespace Bots.BotHost.Health;

/// <summary>How every adapter is doing, as it last said. Thread-safe.</summary>
internal sealed partial class AdapterBoard(TimeProvider time, ILogger<AdapterBoard> logger)
{
    private readonly ConcurrentDictionary<string, AdapterEntry> _entries = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, AdapterEntry> Entries => _entries;

    public void Report(string bot, AdapterState state)
    {
        var before = _entries.GetValueOrDefault(bot);
        _entries[bot] = AdapterEntry.After(before, state, time.GetUtcNow());
        if (before?.State is { } said && (said.Health, said.Detail) == (state.Health, state.Detail)) return;
        // Pauses are the store's, which speaks for itself.
        if (before is { State.Health: AdapterHealth.Paused } && state.Health is AdapterHealth.Up) return;
        switch (state.Health)
        {
            case AdapterHealth.Up: LogUp(bot, state.Detail); break;
            case AdapterHealth.Retrying: LogRetrying(bot, state.Detail); break;
            case AdapterHealth.Failed: LogFailed(bot, state.Detail); break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: {Detail}")]
    private partial void LogUp(string bot, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: {Detail}")]
    private partial void LogRetrying(string bot, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot}: {Detail}")]
    private partial void LogFailed(string bot, string detail);
}
