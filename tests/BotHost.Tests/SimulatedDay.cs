using System.Runtime.CompilerServices;
using Bots.Agents;
using Bots.BotHost.Outbox;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Sqlite;

namespace Bots.BotHost.Tests;

/// <summary>A day of a host, hour by hour in seconds: leases are renewed, people write and start anew, replies are refused and tried again,
/// the model hangs or fails, old sessions are cleaned up, and every six hours the host is started anew.</summary>
internal sealed class SimulatedDay : IAsyncDisposable
{
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Retention = TimeSpan.FromHours(1);

    private readonly Random _random = new(24);
    private readonly string _folder = Directory.CreateTempSubdirectory("bots-day").FullName;
    private readonly SqliteSessionStore _store;
    private readonly CountingInbox _inbox;
    private readonly DeliveryStores _stores;
    private TestHost? _host;

    public SimulatedDay()
    {
        _store = new(new() { Path = Path.Combine(_folder, "day.db"), Synchronous = SqliteSynchronous.Normal, DedupeRetention = Retention }, Clock);
        var stores = DeliveryStores.From(_store)!;
        _inbox = new(stores.Inbox, Clock);
        _stores = stores with { Inbox = _inbox };
    }

    public TestClock Clock { get; } = new();

    /// <summary>The requests that the model has seen, as long as anybody holds them.</summary>
    public List<WeakReference> Requests { get; } = [];

    public int Said { get; private set; }

    public int Delivered { get; private set; }

    public int Cut { get; private set; }

    /// <summary>When each host renewed its lease.</summary>
    public List<List<DateTimeOffset>> Renewals { get; } = [];

    /// <summary>Sessions that the cleanup took.</summary>
    public int CleanedUp { get; private set; }

    /// <summary>What is still there of turns, replies and timers.</summary>
    public (int Lanes, int Running, int Chats, int Timers) Remains => (_host!.Get<TurnQueue>().Lanes, _host.Get<RunningTurns>().Count, _host.Get<OutboxSender>().Chats, Clock.PendingTimers);

    public async Task<int> CountAsync(InboxState state) => (await _stores.Inbox.ListAsync(state, int.MaxValue)).Count;

    public async Task StartAsync()
    {
        _host = await TestHost.StartAsync(Some.Agent(ReplyAsync), _store, delivery: _stores, time: Clock);
        _inbox.Renewals.Clear();
    }

    /// <summary>Stops the host; the clock goes on meanwhile, for hanging turns are cut by it.</summary>
    public async Task StopAsync()
    {
        Renewals.Add([.. _inbox.Renewals]);
        Delivered += _host!.Adapter.Delivered.Count;
        Cut += _host.Adapter.Delivered.Count(static reply => reply.Text.Contains("was cut", StringComparison.Ordinal));
        var stopping = _host.DisposeAsync().AsTask();
        while (!stopping.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        await stopping;
    }

    /// <summary>Ten seconds: the lease is renewed in them, and sometimes somebody writes.</summary>
    public async Task TickAsync()
    {
        var renewed = _inbox.Renewals.Count;
        if (_random.Next(3) == 0) await SayAsync();
        if (_random.Next(20) == 0) _host!.Adapter.Refusals.Enqueue(new DeliveryOutcome.Retry(Clock.GetUtcNow(), "later"));
        if (_random.Next(200) == 0) _host!.Adapter.Refusals.Enqueue(new DeliveryOutcome.Parked("blocked"));
        Clock.Advance(Tick);
        await UntilAsync(() => _inbox.Renewals.Count > renewed, "the lease is renewed");
    }

    public async Task CleanUpAsync() => CleanedUp += (await _store.Require<ISessionRetention>().CleanupAsync(TimeSpan.FromHours(2))).Count;

    /// <summary>Lets time pass until everybody is answered.</summary>
    public async Task SettleAsync()
    {
        for (var patience = 0; patience < 1_000; patience++)
        {
            if (await CountAsync(InboxState.Open) == 0 && Remains is (0, 0, 0, _)) return;
            var renewed = _inbox.Renewals.Count;
            Clock.Advance(Tick);
            await UntilAsync(() => _inbox.Renewals.Count > renewed, "the lease is renewed");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SayAsync()
    {
        var text = _random.Next(10) switch { 0 => "/new", 1 => "/undo", 2 => "please hang", 3 => "please fail", _ => "hello" };
        await _host!.Adapter.Sink!.AcceptAsync([Some.Message(text, user: $"{_random.Next(1, 30)}")], default);
        Said++;
    }

    private async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        lock (Requests) Requests.Add(new(request));
        await Task.Yield();
        if (request.Prompt == "please fail") throw new AgentException("The model is away.");
        if (request.Prompt == "please hang") await Task.Delay(Timeout.Infinite, cancellationToken);
        yield return $"You said {request.Prompt}, after {request.History.Count} messages.";
    }

    private static Task UntilAsync(Func<bool> condition, string what) =>
        SpinWait.SpinUntil(condition, TimeSpan.FromMilliseconds(5)) ? Task.CompletedTask : Eventually.TrueAsync(condition, what);

    private sealed class CountingInbox(IInbox inner, TimeProvider time) : IInbox
    {
        public List<DateTimeOffset> Renewals { get; } = [];

        public ValueTask<IReadOnlyList<InboxTicket?>> AcceptAsync(IReadOnlyList<InboxMessage> messages, string owner, CancellationToken cancellationToken = default) =>
            inner.AcceptAsync(messages, owner, cancellationToken);

        public ValueTask<InboxEntry?> BeginAsync(long id, string owner, bool inOrder = false, CancellationToken cancellationToken = default) => inner.BeginAsync(id, owner, inOrder, cancellationToken);

        public ValueTask<bool> UpdateAsync(InboxClaim claim, InboxChange change, CancellationToken cancellationToken = default) => inner.UpdateAsync(claim, change, cancellationToken);

        public async ValueTask<IReadOnlyList<InboxTicket>> ClaimAsync(string owner, TimeSpan lease, bool exclusive = false, CancellationToken cancellationToken = default)
        {
            var taken = await inner.ClaimAsync(owner, lease, exclusive, cancellationToken);
            if (lease > TimeSpan.Zero) Renewals.Add(time.GetUtcNow());
            return taken;
        }

        public ValueTask<IReadOnlyList<InboxEntry>> ListAsync(InboxState state, int limit = 100, CancellationToken cancellationToken = default) => inner.ListAsync(state, limit, cancellationToken);
    }
}
