using Bots.Adapters;
using Bots.BotHost.Health;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Tests.Health;

/// <summary>When the host says that it needs somebody.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly StoreHealth _store;
    private readonly StorePatience _patience;
    private readonly AdapterBoard _board;
    private readonly TurnQueue _queue;
    private readonly HealthReport _report;
    private readonly TaskCompletionSource _gate = new();

    public HealthTests()
    {
        _store = new(_clock, NullLogger<StoreHealth>.Instance);
        _patience = new(_store);
        _board = new(_clock, NullLogger<AdapterBoard>.Instance);
        _queue = new(new SlowRunner(_gate.Task), new(), _patience, new(_clock), Options.Create(new TurnOptions { Timeout = TimeSpan.FromDays(1) }), _clock);
        _report = new(_board, _queue, DeliveryStores.From(new MemorySessionStore())!, _store, Options.Create(new HealthOptions()), _clock);
    }

    [Fact]
    public async Task A_host_whose_bots_receive_is_healthy()
    {
        Receives("telegram");
        _board.Report("web", new(AdapterHealth.Up, "Serving."));
        _clock.Advance(TimeSpan.FromMinutes(2));

        var (fine, text) = await _report.WriteAsync(default);

        Assert.True(fine, text);
        Assert.StartsWith("healthy\nstore: Up\ntelegram: Up since 2026-01-01 00:00:00Z, last sign of life 120 s ago: Receiving.\nweb: Up", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bot_that_shows_no_sign_of_life_has_stalled_and_the_report_says_which_and_since_when()
    {
        Receives("telegram");
        _board.Report("web", new(AdapterHealth.Up, "Serving."));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Receives("telegram");
        _clock.Advance(TimeSpan.FromMinutes(4));

        var (fine, text) = await _report.WriteAsync(default);

        Assert.False(fine);
        Assert.Contains("telegram: stalled, no sign of life since 2026-01-01 00:01:00Z", text, StringComparison.Ordinal);
        Assert.Contains("web: Up since", text, StringComparison.Ordinal);
        Assert.False(_report.Live().IsHealthy);
        Assert.False((await _report.ReadyAsync(default)).IsHealthy);

        Receives("telegram");
        Assert.True((await _report.WriteAsync(default)).IsHealthy);
        Assert.True(_report.Live().IsHealthy);
    }

    [Fact]
    public async Task A_bot_that_cannot_receive_for_long_is_unhealthy_though_it_keeps_trying()
    {
        Receives("telegram");
        for (var minute = 0; minute < 6; minute++)
        {
            _board.Report("telegram", new(AdapterHealth.Retrying, $"Attempt {minute}.") { NextWithin = TimeSpan.FromMinutes(3) });
            Assert.True((await _report.WriteAsync(default)).IsHealthy, $"after {minute} minutes");
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var (fine, text) = await _report.WriteAsync(default);
        Assert.False(fine);
        Assert.Contains("telegram: not receiving since 2026-01-01 00:00:00Z", text, StringComparison.Ordinal);
        Assert.True(_report.Live().IsHealthy, "a restart of the process would help nobody");
    }

    [Fact]
    public async Task A_bot_that_gave_up_is_unhealthy_at_once()
    {
        _board.Report("telegram", new(AdapterHealth.Failed, "The token is rejected."));

        var (fine, text) = await _report.WriteAsync(default);

        Assert.False(fine);
        Assert.Contains("telegram: gave up at", text, StringComparison.Ordinal);
        Assert.Contains("The token is rejected.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_waits_too_long_for_its_answer_makes_the_host_unhealthy()
    {
        _queue.Enqueue(new(1, "telegram", "session") { AcceptedAt = _clock.GetUtcNow() });
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.True((await _report.WriteAsync(default)).IsHealthy);
        _clock.Advance(TimeSpan.FromMinutes(2));

        var (fine, text) = await _report.WriteAsync(default);

        Assert.False(fine);
        Assert.Contains("oldest unanswered message: 660 s (at most 600 s), 0 waiting, 1 being answered", text, StringComparison.Ordinal);

        _gate.SetResult();
        await Eventually.TrueAsync(() => _queue.AgeOfOldest(_clock) == TimeSpan.Zero, "the answer");
        Assert.True((await _report.WriteAsync(default)).IsHealthy);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_problem_within_seconds()
    {
        Receives("telegram");
        var memory = DeliveryStores.From(new MemorySessionStore())!;
        var report = new HealthReport(_board, _queue, memory with { Sessions = new SilentStore() }, _store, Options.Create(new HealthOptions()), _clock);

        var asked = report.ReadyAsync(default);
        Assert.False(asked.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(3));

        var (fine, text) = await asked;
        Assert.False(fine);
        Assert.Contains("has not answered for 3 s: another program holds it", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_known_to_fail_is_not_asked()
    {
        _store.Failed(new("The disk is full."));
        var report = new HealthReport(_board, _queue, DeliveryStores.From(new MemorySessionStore())! with { Sessions = new SilentStore() }, _store, Options.Create(new HealthOptions()), _clock);

        var (fine, text) = await report.WriteAsync(default);

        Assert.False(fine);
        Assert.Contains("store: The disk is full.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_watch_says_once_that_a_bot_has_stalled_and_once_that_it_lives()
    {
        var log = new Lines();
        var watch = new HealthWatch(_board, _queue, Options.Create(new HealthOptions()), _clock, log);
        Receives("telegram");
        watch.Look();
        _clock.Advance(TimeSpan.FromMinutes(4));
        watch.Look();
        watch.Look();
        Receives("telegram");
        watch.Look();

        Assert.Equal(2, log.Count);
        Assert.Contains("telegram has stalled: no sign of life since 2026-01-01 00:00:00Z", log[0], StringComparison.Ordinal);
        Assert.Contains("telegram shows signs of life again", log[1], StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _gate.TrySetResult();
        _patience.Dispose();
        _store.Dispose();
    }

    private void Receives(string bot) => _board.Report(bot, new(AdapterHealth.Up, "Receiving.") { NextWithin = TimeSpan.FromMinutes(3) });

    private sealed class SilentStore : ISessionStore
    {
        private static readonly TaskCompletionSource<bool> Never = new();

        public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default) => new(Never.Task);

        public async ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
            await Never.Task ? [] : [];

        public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) => new(Never.Task);

        public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => new(Never.Task);

        public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => new(Never.Task);
    }

    private sealed class SlowRunner(Task gate) : ITurnRunner
    {
        public async Task<bool> RunAsync(IReadOnlyList<long> inboxIds, TurnHandle handle)
        {
            await gate;
            return true;
        }
    }

    private sealed class Lines : List<string>, ILogger<HealthWatch>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Add(formatter(state, exception));
    }
}
