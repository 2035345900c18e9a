using System.Runtime.CompilerServices;
using Bots.Agents;
using Bots.BotHost.Outbox;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

/// <summary>A host that hangs longer than its lease, and comes back when another has done its work.</summary>
public sealed class LostLeaseTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly LiveClock _clock = new();
    private readonly DeliveryStores _store;
    private readonly HangingClaims _claims;

    public LostLeaseTests()
    {
        _store = DeliveryStores.From(new MemorySessionStore(_clock))!;
        _claims = new(_store.Inbox);
    }

    [Fact]
    public async Task What_it_still_holds_in_memory_is_not_sent_again()
    {
        await using var hanging = await StartHangingAsync(Some.Echo());
        hanging.Adapter.Refusals.Enqueue(new DeliveryOutcome.Retry(_clock.GetUtcNow() + TimeSpan.FromSeconds(20), "429", Charged: false));
        await hanging.Adapter.Sink!.AcceptAsync([Some.Message("one"), Some.Message("two")], default);
        await Eventually.TrueAsync(() => hanging.Get<OutboxSender>().InMemory == 2 && hanging.Get<ReplyDelivery>().Sleeping == 1, "a reply waits for its time, and another behind it");
        _claims.Hang();
        await using var other = await StartAsync(Some.Echo());

        _clock.Advance(Long);
        await Eventually.TrueAsync(() => other.Adapter.Delivered.Count == 2, "the other host delivers both");
        await Eventually.TrueAsync(() => hanging.Get<OutboxSender>().InMemory == 0, "what was held is given up");
        _claims.GoOn();
        await RenewedAsync(hanging);

        Assert.Empty(hanging.Adapter.Delivered);
        Assert.Equal(["echo: one", "echo: two"], other.Adapter.Delivered.Select(static delivered => delivered.Text));
        Assert.Equal("echo: three", await hanging.SayAsync("three"));
    }

    [Fact]
    public async Task A_send_that_was_under_way_is_the_last_one()
    {
        var answer = new TaskCompletionSource();
        await using var hanging = await StartHangingAsync(Some.Echo());
        hanging.Adapter.Answer = answer.Task;
        await hanging.Adapter.Sink!.AcceptAsync([Some.Message("one"), Some.Message("two")], default);
        await Eventually.TrueAsync(() => hanging.Get<OutboxSender>().InMemory == 2 && hanging.Adapter.Sending == 1, "a reply is under way, and another behind it");
        _claims.Hang();
        await using var other = await StartAsync(Some.Echo());
        _clock.Advance(Long);
        await Eventually.TrueAsync(() => other.Adapter.Delivered.Count == 2, "the other host delivers both");
        _claims.GoOn();
        await RenewedAsync(hanging);

        answer.SetResult();
        await Eventually.TrueAsync(() => hanging.Get<OutboxSender>().Chats == 0, "the platform answers");

        Assert.Equal(["echo: one"], hanging.Adapter.Delivered.Select(static delivered => delivered.Text));
    }

    [Fact]
    public async Task A_suspect_that_stood_in_line_longer_than_the_lease_is_charged_for_nothing_and_nothing_is_forgotten()
    {
        var ids = await _store.Outbox.EnqueueAsync([new("fake", "1", "one"), new("fake", "2", "other")], "first");
        await _store.Inbox.ClaimAsync("second", TimeSpan.Zero);
        foreach (var id in ids) await _store.Outbox.UpdateAsync(id, new DeliveryOutcome.Begun());
        var answer = new TaskCompletionSource();
        await using var hanging = await StartHangingAsync(Some.Echo(), answer.Task);
        await Eventually.TrueAsync(() => hanging.Adapter.Sending == 1 && hanging.Get<OutboxSender>().Chats == 2, "one is under way, and one waits in line");
        _claims.Hang();
        _clock.Advance(Long);

        answer.SetResult();
        await Eventually.TrueAsync(() => hanging.Get<OutboxSender>().Chats == 0, "the one is delivered, and the other is not sent");

        Assert.Single(hanging.Adapter.Delivered);
        Assert.Equal(2, Assert.Single(await _store.Outbox.PendingAsync(hanging.Get<HostIdentity>().Owner)).Begun);
        _claims.GoOn();
        await Eventually.TrueAsync(() => hanging.Adapter.Delivered.Count == 2, "the other is sent once the lease stands again");
    }

    [Fact]
    public async Task Alone_it_delivers_everything_once_the_store_is_back()
    {
        await using var hanging = await StartHangingAsync(Some.Echo());
        hanging.Adapter.Refusals.Enqueue(new DeliveryOutcome.Retry(_clock.GetUtcNow() + TimeSpan.FromSeconds(20), "429", Charged: false));
        await hanging.Adapter.Sink!.AcceptAsync([Some.Message("one"), Some.Message("two")], default);
        await Eventually.TrueAsync(() => hanging.Get<OutboxSender>().InMemory == 2 && hanging.Get<ReplyDelivery>().Sleeping == 1, "a reply waits for its time, and another behind it");
        _claims.Hang();

        _clock.Advance(Long);
        await Eventually.TrueAsync(() => hanging.Get<OutboxSender>().InMemory == 0, "nothing is sent before the lease is renewed");
        Assert.Empty(hanging.Adapter.Delivered);
        _claims.GoOn();

        await Eventually.TrueAsync(() => hanging.Adapter.Delivered.Count == 2, "both are delivered");
        Assert.Equal("echo: three", await hanging.SayAsync("three"));
        Assert.Equal(["echo: one", "echo: two", "echo: three"], hanging.Adapter.Delivered.Select(static delivered => delivered.Text));
    }

    [Fact]
    public async Task A_turn_that_another_host_has_taken_over_shows_nothing_more_and_ends_in_silence()
    {
        var script = new Script();
        await using var hanging = await StartHangingAsync(script.Agent);
        await hanging.Adapter.Sink!.AcceptAsync([Some.Message("one")], default);
        await Eventually.TrueAsync(() => hanging.Adapter.Shown.Count == 1, "an answer begins");
        _claims.Hang();
        await using var other = await StartAsync(Some.Echo());
        _clock.Advance(Long);
        await Eventually.TrueAsync(() => other.Adapter.Delivered.Count == 1, "the other host answers");

        script.More.SetResult();
        await script.Said.Task;
        Assert.Equal(["half, "], hanging.Adapter.Shown);
        _claims.GoOn();
        await Eventually.TrueAsync(() => hanging.Get<TurnQueue>() is { Running: 0, Lanes: 0 }, "the turn is cut");

        Assert.Equal(["half, "], hanging.Adapter.Shown);
        Assert.Empty(hanging.Adapter.Previews);
        Assert.Empty(hanging.Adapter.Delivered);
        Assert.Equal(["one", "echo: one"], (await _store.Sessions.GetChatHistoryAsync(Some.Message("one").SessionKey)).Select(static message => message.Content));
    }

    [Fact]
    public async Task A_turn_that_nobody_took_over_goes_on_once_that_is_certain()
    {
        var script = new Script();
        await using var hanging = await StartHangingAsync(script.Agent);
        await hanging.Adapter.Sink!.AcceptAsync([Some.Message("one")], default);
        await Eventually.TrueAsync(() => hanging.Adapter.Shown.Count == 1, "an answer begins");
        _claims.Hang();
        _clock.Advance(Long);
        script.More.SetResult();
        await script.Said.Task;
        Assert.Equal(["half, "], hanging.Adapter.Shown);

        _claims.GoOn();
        await RenewedAsync(hanging);
        script.Rest.SetResult();

        await Eventually.TrueAsync(() => hanging.Adapter.Delivered.Count == 1, "it is answered");
        Assert.Equal("half, more, rest", hanging.Adapter.Delivered.Single().Text);
        Assert.Equal("half, more, rest", string.Concat(hanging.Adapter.Shown));
    }

    [Fact]
    public async Task Who_renews_in_time_goes_on_under_the_same_term()
    {
        await using var host = await StartHangingAsync(Some.Echo());
        var term = host.Get<LeaseClock>().Current;
        var before = _claims.Count;

        for (var i = 1; i <= 6; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await Eventually.TrueAsync(() => _claims.Count >= before + i && host.Get<LeaseClock>().Current.Holds, "the lease is renewed");
        }

        Assert.Same(term, host.Get<LeaseClock>().Current);
    }

    [Fact]
    public async Task A_host_that_has_handed_over_relies_on_its_lease_no_longer()
    {
        var host = await StartHangingAsync(Some.Echo());
        var lease = host.Get<LeaseClock>();
        Assert.True(lease.Current.Holds);

        await host.DisposeAsync();

        Assert.False(lease.Current.Holds);
    }

    private Task<TestHost> StartHangingAsync(IAgent agent, Task? answer = null) => StartAsync(agent, _store with { Inbox = _claims }, answer);

    private Task<TestHost> StartAsync(IAgent agent, DeliveryStores? store = null, Task? answer = null) =>
        TestHost.StartAsync(agent, _store.Sessions, delivery: store ?? _store, time: _clock, answer: answer);

    private static Task RenewedAsync(TestHost host) =>
        Eventually.TrueAsync(() => host.Get<LeaseClock>().Current.Holds && host.Get<RunningTurns>().All.All(static turn => turn.MayShow) && !host.Get<StoreHealth>().IsDown, "the lease is renewed");

    /// <summary>An answer in three pieces.</summary>
    private sealed class Script
    {
        public TaskCompletionSource More { get; } = new();

        public TaskCompletionSource Said { get; } = new();

        public TaskCompletionSource Rest { get; } = new();

        public IAgent Agent => Some.Agent((_, token) => AnswerAsync(token));

        private async IAsyncEnumerable<AgentUpdate> AnswerAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return "half, ";
            await More.Task.WaitAsync(cancellationToken);
            yield return "more, ";
            Said.SetResult();
            await Rest.Task.WaitAsync(cancellationToken);
            yield return "rest";
        }
    }

    /// <summary>An inbox whose claims hang, like the whole process that was stopped.</summary>
    private sealed class HangingClaims(IInbox inner) : IInbox
    {
        private volatile TaskCompletionSource _goOn = Done();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Hang() => _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GoOn() => _goOn.TrySetResult();

        public async ValueTask<IReadOnlyList<InboxTicket>> ClaimAsync(string owner, TimeSpan lease, bool exclusive = false, CancellationToken cancellationToken = default)
        {
            await _goOn.Task.WaitAsync(cancellationToken);
            var taken = await inner.ClaimAsync(owner, lease, exclusive, cancellationToken);
            Interlocked.Increment(ref _count);
            return taken;
        }

        public ValueTask<InboxEntry?> BeginAsync(long id, string owner, bool inOrder = false, CancellationToken cancellationToken = default) => inner.BeginAsync(id, owner, inOrder, cancellationToken);

        public ValueTask<IReadOnlyList<InboxTicket?>> AcceptAsync(IReadOnlyList<InboxMessage> messages, string owner, CancellationToken cancellationToken = default) =>
            inner.AcceptAsync(messages, owner, cancellationToken);

        public ValueTask<bool> UpdateAsync(InboxClaim claim, InboxChange change, CancellationToken cancellationToken = default) => inner.UpdateAsync(claim, change, cancellationToken);

        public ValueTask<IReadOnlyList<InboxEntry>> ListAsync(InboxState state, int limit = 100, CancellationToken cancellationToken = default) => inner.ListAsync(state, limit, cancellationToken);

        private static TaskCompletionSource Done()
        {
            var done = new TaskCompletionSource();
            done.SetResult();
            return done;
        }
    }
}
