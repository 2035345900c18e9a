using System.Collections.Concurrent;
using Bots.Adapters;
using Bots.Agents;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.HostUnderTest;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.BotHost.Tests;

/// <summary>Two hosts alive on one store, as while a new version takes the place of an old one.</summary>
public sealed class TwoHostsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly LiveClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_message_waits_for_an_older_one_of_its_session_that_the_other_host_answers(string kind)
    {
        await using var store = new TwoStores(kind, _folder.Path);
        var (gate, heldUp) = (new TaskCompletionSource(), new HeldUps(store.Second.Inbox));
        await using var first = await TestHost.StartAsync(Agent(gate.Task), store.First.Sessions, delivery: store.First);
        await using var second = await TestHost.StartAsync(Agent(), store.Second.Sessions, delivery: store.Second with { Inbox = heldUp });
        await first.Adapter.Sink!.AcceptAsync([Some.Message("one")], default);
        await Eventually.TrueAsync(() => _asked.Count == 1, "the first host asks its model");

        await second.Adapter.Sink!.AcceptAsync([Some.Message("two"), Some.Message("other", user: "2")], default);
        await Eventually.TrueAsync(() => heldUp.Count >= 2 && second.Adapter.Delivered.Count == 1, "the second host looked twice and answered somebody else");

        Assert.Equal(["one after 0", "other after 0"], _asked);
        gate.SetResult();
        await Eventually.TrueAsync(() => second.Adapter.Delivered.Count == 2, "the second host answers");
        Assert.Equal("two after 2", _asked.Last());
        Assert.Equal(("1", "so: one"), Assert.Single(first.Adapter.Delivered));
    }

    [Fact]
    public async Task When_the_other_host_dies_its_message_is_answered_first()
    {
        var store = DeliveryStores.From(new MemorySessionStore(_clock))!;
        await AcceptElsewhereAsync(store, "one");
        var heldUp = new HeldUps(store.Inbox);
        await using var host = await TestHost.StartAsync(Agent(), store.Sessions, delivery: store with { Inbox = heldUp }, time: _clock);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("two")], default);
        await Eventually.TrueAsync(() => heldUp.Count > 0, "it waits");
        Assert.Empty(_asked);

        _clock.Advance(TimeSpan.FromMinutes(1));

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "both are answered");
        Assert.Equal(["one after 0", "two after 2"], _asked);
    }

    [Fact]
    public async Task Messages_answered_together_are_taken_apart_where_one_of_another_host_stands_between_them()
    {
        var store = DeliveryStores.From(new MemorySessionStore(_clock))!;
        var (gate, heldUp) = (new TaskCompletionSource(), new HeldUps(store.Inbox));
        await using var host = await TestHost.StartAsync(
            Agent(gate.Task), store.Sessions, static options => options.WhileBusy = BusyMode.Merge, delivery: store with { Inbox = heldUp }, time: _clock);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("one")], default);
        await Eventually.TrueAsync(() => _asked.Count == 1, "a turn runs");
        await host.Adapter.Sink!.AcceptAsync([Some.Message("two")], default);
        await AcceptElsewhereAsync(store, "three");
        await host.Adapter.Sink!.AcceptAsync([Some.Message("four"), Some.Message("five")], default);

        gate.SetResult();
        await Eventually.TrueAsync(() => heldUp.Count >= 2, "the rest waits");
        _clock.Advance(TimeSpan.FromMinutes(1));

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 4 && host.Get<TurnQueue>().Lanes == 0, "all are answered");
        Assert.Equal(["one after 0", "two after 2", "three after 4", "four\n\nfive after 6"], _asked);
    }

    [Fact]
    public async Task What_overtakes_waits_for_no_other_host()
    {
        var store = DeliveryStores.From(new MemorySessionStore(_clock))!;
        await AcceptElsewhereAsync(store, "one");
        await using var host = await TestHost.StartAsync(Agent(), store.Sessions, delivery: store, time: _clock);

        Assert.Equal("No answer is being written right now.", await host.SayAsync("/stop"));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_stop_reaches_the_answer_that_the_other_host_writes(string kind)
    {
        await using var store = new TwoStores(kind, _folder.Path);
        var gate = new TaskCompletionSource();
        await using var first = await TestHost.StartAsync(Agent(gate.Task), store.First.Sessions, delivery: store.First, time: _clock);
        await using var second = await TestHost.StartAsync(Agent(), store.Second.Sessions, delivery: store.Second, time: _clock);
        await first.Adapter.Sink!.AcceptAsync([Some.Message("one"), Some.Message("other", user: "2")], default);
        await Eventually.TrueAsync(() => _asked.Count == 2, "the first host asks its model");

        Assert.Equal("Another running copy of me writes that answer. It has been told to stop, and does so within 10 seconds.", await second.SayAsync("/stop"));
        _clock.Advance(TimeSpan.FromSeconds(10));

        await Eventually.TrueAsync(() => first.Adapter.Delivered.Count == 1, "the answer is stopped");
        Assert.Equal(("1", "*Stopped.*"), first.Adapter.Delivered.Single());
        Assert.Equal(1, first.Get<TurnQueue>().Running);
        await Eventually.TrueAsync(() => Marks(store.Second).Result.Count == 0, "nothing is left of it");
        Assert.Equal("No answer is being written right now.", await second.SayAsync("/stop"));
        Assert.Empty(await Marks(store.Second));
        gate.SetResult();
    }

    [Fact]
    public async Task A_button_that_stops_says_nothing_of_the_other_host_and_stops_it_all_the_same()
    {
        var store = DeliveryStores.From(new MemorySessionStore(_clock))!;
        await using var first = await TestHost.StartAsync(Agent(new TaskCompletionSource().Task), store.Sessions, delivery: store, time: _clock);
        await using var second = await TestHost.StartAsync(Agent(), store.Sessions, delivery: store, time: _clock);
        await first.Adapter.Sink!.AcceptAsync([Some.Message("one")], default);
        await Eventually.TrueAsync(() => _asked.Count == 1, "the first host asks its model");

        await second.Adapter.Sink!.AcceptAsync([Some.Message("/stop") with { Press = new(null) }], default);
        await Eventually.TrueAsync(() => Marks(store).Result.Count == 1, "the mark");
        _clock.Advance(TimeSpan.FromSeconds(10));

        await Eventually.TrueAsync(() => first.Adapter.Delivered.Count == 1, "the answer is stopped");
        Assert.Equal(("1", "*Stopped.*"), first.Adapter.Delivered.Single());
        Assert.Empty(second.Adapter.Delivered);
    }

    [Fact]
    public async Task A_host_stops_in_peace_while_a_message_waits_for_another_host()
    {
        var store = DeliveryStores.From(new MemorySessionStore(_clock))!;
        await AcceptElsewhereAsync(store, "one");
        var heldUp = new HeldUps(store.Inbox);
        var host = await TestHost.StartAsync(Agent(), store.Sessions, delivery: store with { Inbox = heldUp }, time: _clock);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("two")], default);
        await Eventually.TrueAsync(() => heldUp.Count > 0, "it waits");

        var queue = host.Get<TurnQueue>();
        await host.DisposeAsync();

        Assert.Equal(1, queue.Unanswered);
        Assert.Equal([0, 0], (await store.Inbox.ListAsync(InboxState.Open)).Select(static entry => entry.Attempts));
    }

    [Fact]
    public async Task A_reply_waits_for_an_older_one_of_its_chat_that_the_other_host_delivers()
    {
        var store = DeliveryStores.From(new MemorySessionStore(_clock))!;
        await store.Inbox.ClaimAsync("elsewhere", TimeSpan.FromSeconds(30));
        var older = await store.Outbox.EnqueueAsync([new("fake", "1", "older")], "elsewhere");
        await using var host = await TestHost.StartAsync(Agent(), store.Sessions, delivery: store, time: _clock);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("two")], default);
        await host.SayAsync("other", user: "2");
        await Eventually.TrueAsync(() => host.Get<Outbox.OutboxSender>().IsBusy("fake", "1") && host.Get<TurnQueue>().Lanes == 0, "the reply waits");
        Assert.Equal(["so: other"], host.Adapter.Delivered.Select(static delivered => delivered.Text));

        await store.Outbox.UpdateAsync(older[0], new DeliveryOutcome.Delivered("receipt"));

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "the reply is delivered");
        Assert.Equal(("1", "so: two"), host.Adapter.Delivered.Last());
    }

    private static async Task AcceptElsewhereAsync(DeliveryStores store, string text)
    {
        var message = Some.Message(text);
        await store.Inbox.ClaimAsync("elsewhere", TimeSpan.FromSeconds(30));
        await store.Inbox.AcceptAsync([new(message.Bot, message.DedupeId, message.SessionKey, InboundPayload.Write(message))], "elsewhere");
    }

    private static async Task<IReadOnlyDictionary<string, StateValue>> Marks(DeliveryStores store) => await store.State!.ListStateAsync(StateScope.App);

    private IAgent Agent(Task? gate = null) => Some.Agent((request, _) => AnswerAsync(request, gate ?? Task.CompletedTask));

    private async IAsyncEnumerable<AgentUpdate> AnswerAsync(AgentRequest request, Task gate)
    {
        _asked.Enqueue($"{request.Prompt} after {request.History.Count}");
        await gate;
        yield return $"so: {request.Prompt}";
    }

    private sealed class TwoStores : IAsyncDisposable
    {
        private readonly List<ISessionStore> _stores;

        public TwoStores(string kind, string folder)
        {
            _stores = [.. Enumerable.Range(0, 2).Select(_ => kind == "sqlite"
                ? (ISessionStore)new SqliteSessionStore(Path.Combine(folder, "sessions.db"))
                : new JsonSessionStore(new JsonSessionOptions { Directory = folder }))];
        }

        public DeliveryStores First => DeliveryStores.From(_stores[0])!;

        public DeliveryStores Second => DeliveryStores.From(_stores[1])!;

        public async ValueTask DisposeAsync()
        {
            foreach (var store in _stores.OfType<IAsyncDisposable>()) await store.DisposeAsync();
            foreach (var store in _stores.OfType<IDisposable>()) store.Dispose();
        }
    }

    private sealed class HeldUps(IInbox inner) : IInbox
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public async ValueTask<InboxEntry?> BeginAsync(long id, string owner, bool inOrder = false, CancellationToken cancellationToken = default)
        {
            var entry = await inner.BeginAsync(id, owner, inOrder, cancellationToken);
            if (entry is { IsHeldUp: true }) Interlocked.Increment(ref _count);
            return entry;
        }

        public ValueTask<IReadOnlyList<InboxTicket?>> AcceptAsync(IReadOnlyList<InboxMessage> messages, string owner, CancellationToken cancellationToken = default) =>
            inner.AcceptAsync(messages, owner, cancellationToken);

        public ValueTask<bool> UpdateAsync(InboxClaim claim, InboxChange change, CancellationToken cancellationToken = default) => inner.UpdateAsync(claim, change, cancellationToken);

        public ValueTask<IReadOnlyList<InboxTicket>> ClaimAsync(string owner, TimeSpan lease, bool exclusive = false, CancellationToken cancellationToken = default) =>
            inner.ClaimAsync(owner, lease, exclusive, cancellationToken);

        public ValueTask<IReadOnlyList<InboxEntry>> ListAsync(InboxState state, int limit = 100, CancellationToken cancellationToken = default) => inner.ListAsync(state, limit, cancellationToken);
    }
}
