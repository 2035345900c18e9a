using Bots.BotHost.Outbox;
using Bots.BotHost.Stores;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

public sealed class OutboxSenderTests
{
    private readonly SlowOutbox _outbox;
    private readonly DeliveryStores _stores;

    public OutboxSenderTests()
    {
        var stores = DeliveryStores.From(new MemorySessionStore())!;
        _outbox = new(stores.Outbox);
        _stores = stores with { Outbox = _outbox };
    }

    [Fact]
    public async Task A_reply_that_is_delivered_while_the_outbox_is_being_read_is_not_delivered_again()
    {
        await using var host = await TestHost.StartAsync(Some.Echo(), _stores.Sessions, delivery: _stores);
        var (settling, reading) = (new TaskCompletionSource(), new TaskCompletionSource());
        _outbox.BeforeUpdate = settling.Task;
        await host.Adapter.Sink!.AcceptAsync([Some.Message("one")], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1, "the reply is shown and not yet settled");
        _outbox.AfterRead = reading.Task;
        host.Get<OutboxSender>().Rescan();
        await Eventually.TrueAsync(() => _outbox.HeldPages == 1, "a page with the reply has been read");

        settling.SetResult();
        await host.Get<OutboxSender>().FlushAsync(default);
        reading.SetResult();
        await host.SayAsync("two", user: "2");
        await host.SayAsync("three", user: "1");

        Assert.Equal(["echo: one", "echo: two", "echo: three"], host.Adapter.Delivered.Select(static delivered => delivered.Text));
    }

    [Fact]
    public async Task A_preview_never_overtakes_an_earlier_reply_of_its_chat()
    {
        await using var host = await TestHost.StartAsync(Some.Echo(), _stores.Sessions, delivery: _stores);
        var settling = new TaskCompletionSource();
        _outbox.BeforeUpdate = settling.Task;
        await host.Adapter.Sink!.AcceptAsync([Some.Message("one"), Some.Message("two"), Some.Message("other", user: "2")], default);
        await Eventually.TrueAsync(() => host.Get<Turns.TurnQueue>() is { Running: 0, Waiting: 0 }, "all turns");

        Assert.Equal(["echo: one", "echo: other"], host.Adapter.Previews.Order());

        settling.SetResult();
        await Eventually.TrueAsync(() => host.Get<OutboxSender>().Chats == 0 && !host.Get<OutboxSender>().IsBusy("fake", "1"), "the chats are free");
        await host.SayAsync("three");
        Assert.Contains("echo: three", host.Adapter.Previews);
    }

    [Fact]
    public async Task A_host_stops_in_peace_while_the_store_is_away()
    {
        var host = await TestHost.StartAsync(Some.Echo(), _stores.Sessions, delivery: _stores);
        _outbox.IsAway = true;
        host.Get<OutboxSender>().Wake();
        await Eventually.TrueAsync(() => _outbox.Refused > 0, "the store was asked in vain");

        await host.DisposeAsync();

        _outbox.IsAway = false;
        await using var next = await TestHost.StartAsync(Some.Echo(), _stores.Sessions, delivery: _stores);
        Assert.Equal("echo: again", await next.SayAsync("again"));
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_does_not_end_delivering()
    {
        await using var host = await TestHost.StartAsync(Some.Echo(), _stores.Sessions, delivery: _stores);
        _outbox.IsBroken = true;
        host.Get<OutboxSender>().Wake();
        await Eventually.TrueAsync(() => _outbox.Refused > 0, "reading failed");
        _outbox.IsBroken = false;

        Assert.Equal("echo: still here", await host.SayAsync("still here"));
    }

    [Fact]
    public async Task Only_a_reply_that_was_taken_over_costs_a_write_more()
    {
        await _stores.Outbox.EnqueueAsync([new("fake", "9", "taken over")], "gone");
        await using var host = await TestHost.StartAsync(Some.Echo(), _stores.Sessions, delivery: _stores);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1 && host.Get<OutboxSender>().Chats == 0, "the reply of the former host");
        Assert.Equal(["Begun", "Delivered"], _outbox.Updates.Where(static update => update != "PreviewShown"));

        await host.SayAsync("hello");
        await Eventually.TrueAsync(() => host.Get<OutboxSender>().Chats == 0, "all settled");

        Assert.Equal(["Begun", "Delivered", "Delivered"], _outbox.Updates.Where(static update => update != "PreviewShown"));
    }

    [Fact]
    public async Task What_may_have_come_through_is_tried_again_with_what_other_replies_of_its_chat_became()
    {
        var stores = DeliveryStores.From(new MemorySessionStore())!;
        await using var host = await TestHost.StartAsync(Some.Echo(), stores.Sessions, delivery: stores);
        await host.SayAsync("elsewhere", user: "2");
        await host.SayAsync("before");
        await Eventually.TrueAsync(() => host.Get<OutboxSender>().Chats == 0, "all settled");
        host.Adapter.Refusals.Enqueue(new DeliveryOutcome.Retry(DateTimeOffset.MinValue, "no answer", Charged: false) { IsUncertain = true });

        await host.SayAsync("doubtful");

        var (text, others) = Assert.Single(host.Adapter.OthersShown);
        var before = Assert.Single(await ((IDeliveryReceipts)stores.Outbox).ListReceiptsAsync("fake", host.Adapter.Delivered.First(static delivered => delivered.Text == "echo: before").Chat), receipt => receipt.Id == 2);
        Assert.Equal(("echo: doubtful", before.Receipt), (text, Assert.Single(others)));
    }

    [Fact]
    public async Task A_reply_that_hosts_die_of_is_sent_three_times_and_only_an_operator_tries_it_again()
    {
        var id = (await _stores.Outbox.EnqueueAsync([new("fake", "1", "poison")], "first"))[0];
        foreach (var next in new[] { "second", "third" })
        {
            await _stores.Inbox.ClaimAsync(next, TimeSpan.Zero);
            await _stores.Outbox.UpdateAsync(id, new DeliveryOutcome.Begun());
        }

        await using var host = await TestHost.StartAsync(Some.Echo(), _stores.Sessions, delivery: _stores);
        Assert.Equal("echo: a sign of life", await host.SayAsync("a sign of life"));
        await Eventually.TrueAsync(() => host.Get<OutboxSender>().Chats == 0, "all settled");

        Assert.Contains("died 3 times", Assert.Single(await _stores.Outbox.ListParkedAsync()).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("poison", host.Adapter.Delivered.Select(static delivered => delivered.Text));
        await _stores.Outbox.ReviveAsync(id, "operator");
        await _stores.Inbox.ClaimAsync(host.Get<Turns.HostIdentity>().Owner, TimeSpan.FromSeconds(30));
        host.Get<OutboxSender>().Rescan();
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Any(static delivered => delivered.Text == "poison"), "it is tried again");
    }

    [Fact]
    public async Task A_host_that_is_stopped_during_a_send_did_not_die_of_it()
    {
        var (clock, store) = (new LiveClock(), DeliveryStores.From(new MemorySessionStore())!);
        await store.Outbox.EnqueueAsync([new("fake", "1", "slow")], "gone");
        var host = await TestHost.StartAsync(Some.Echo(), store.Sessions, delivery: store, time: clock);
        host.Adapter.Answer = new TaskCompletionSource().Task;
        await store.Outbox.EnqueueAsync([new("fake", "2", "slower")], "gone");
        await store.Inbox.ClaimAsync(host.Get<Turns.HostIdentity>().Owner, TimeSpan.FromMinutes(1));
        host.Get<OutboxSender>().Rescan();
        await Eventually.TrueAsync(() => host.Adapter.Sending > 0, "the platform does not answer");

        var stop = host.DisposeAsync().AsTask();
        while (!stop.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }

        await stop;
        await store.Inbox.ClaimAsync("next", TimeSpan.FromMinutes(1), exclusive: true);
        var waiting = (await store.Outbox.PendingAsync("next"))[^1];
        Assert.Equal(("slower", 1, true), (waiting.Message.Payload, waiting.Begun, waiting.IsUncertain));
    }

    private sealed class SlowOutbox(IOutbox inner) : IOutbox
    {
        private int _heldPages;
        private int _refused;

        public System.Collections.Concurrent.ConcurrentQueue<string> Updates { get; } = [];

        public Task BeforeUpdate { get; set; } = Task.CompletedTask;

        public Task AfterRead { get; set; } = Task.CompletedTask;

        public bool IsAway { get; set; }

        public bool IsBroken { get; set; }

        public int HeldPages => Volatile.Read(ref _heldPages);

        public int Refused => Volatile.Read(ref _refused);

        public ValueTask<IReadOnlyList<long>> EnqueueAsync(IReadOnlyList<OutboxMessage> messages, string owner, CancellationToken cancellationToken = default) =>
            inner.EnqueueAsync(messages, owner, cancellationToken);

        public async ValueTask<IReadOnlyList<OutboxEntry>> PendingAsync(string owner, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default)
        {
            if (IsAway || IsBroken) Interlocked.Increment(ref _refused);
            if (IsAway) throw new SessionStoreException("The store is away.");
            if (IsBroken) throw new InvalidDataException("The store holds nonsense.");
            var page = await inner.PendingAsync(owner, afterId, limit, cancellationToken);
            if (!AfterRead.IsCompleted && page.Count > 0) Interlocked.Increment(ref _heldPages);
            await AfterRead;
            return page;
        }

        public async ValueTask<bool> UpdateAsync(long id, DeliveryOutcome outcome, string? owner = null, CancellationToken cancellationToken = default)
        {
            Updates.Enqueue(outcome.GetType().Name);
            await BeforeUpdate;
            return await inner.UpdateAsync(id, outcome, owner, cancellationToken);
        }

        public ValueTask<IReadOnlyList<OutboxEntry>> ListParkedAsync(string? bot = null, string? chat = null, int limit = 100, CancellationToken cancellationToken = default) =>
            inner.ListParkedAsync(bot, chat, limit, cancellationToken);

        public ValueTask<bool> ReviveAsync(long id, string owner, CancellationToken cancellationToken = default) => inner.ReviveAsync(id, owner, cancellationToken);
    }
}
