using Bots.Agents;
using Bots.BotHost.Stores;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

public sealed class PipelineTests
{
    [Fact]
    public async Task A_message_is_answered_and_the_turn_joins_the_history()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        var reply = await host.SayAsync("hello");

        Assert.Equal("echo: hello", reply);
        var history = await host.Store.GetChatHistoryAsync("bot_fake_1");
        Assert.Equal([("user", "hello"), ("assistant", "echo: hello")], history.Select(static m => (m.Role, m.Content)));
        Assert.Equal("echo: hello", host.Adapter.Previews.Single());
    }

    [Fact]
    public async Task The_same_update_twice_is_answered_once()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        var message = Some.Message("hello");

        await host.Adapter.Sink!.AcceptAsync([message, message], default);
        await host.Adapter.Sink.AcceptAsync([message], default);
        await host.SayAsync("another", user: "2");
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count >= 2, "both users' replies");

        Assert.Equal(2, host.Adapter.Delivered.Count);
    }

    [Fact]
    public async Task The_agent_sees_this_users_history_and_nobody_elses()
    {
        var seen = new List<string>();
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) =>
        {
            lock (seen) seen.Add(string.Join('|', request.History.Select(static m => m.Content)) + ">" + request.Prompt);
            return Some.Pieces("ok ", request.Prompt);
        }));

        await host.SayAsync("a1", user: "1");
        await host.SayAsync("b1", user: "2");
        await host.SayAsync("a2", user: "1");

        Assert.Equal([">a1", ">b1", "a1|ok a1>a2"], seen);
    }

    [Fact]
    public async Task Eight_users_with_a_slow_model_are_answered_side_by_side()
    {
        var gate = new TaskCompletionSource();
        var asked = 0;
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => Slow(request)));

        for (var user = 1; user <= 8; user++) await host.Adapter.Sink!.AcceptAsync([Some.Message("hi", user.ToString(System.Globalization.CultureInfo.InvariantCulture))], default);

        await Eventually.TrueAsync(() => Volatile.Read(ref asked) == 8, "eight model calls under way at once");
        gate.SetResult();
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 8, "eight replies");

        async IAsyncEnumerable<AgentUpdate> Slow(AgentRequest request)
        {
            Interlocked.Increment(ref asked);
            await gate.Task;
            yield return request.Prompt;
        }
    }

    [Fact]
    public async Task A_failing_agent_is_told_in_one_sentence_and_leaves_no_half_turn()
    {
        await using var host = await TestHost.StartAsync(Some.Agent(static (_, _) => Failing()));

        var reply = await host.SayAsync("hello");

        Assert.StartsWith("The model is away. (reference ", reply, StringComparison.Ordinal);
        Assert.Empty(await host.Store.GetChatHistoryAsync("bot_fake_1"));

        static async IAsyncEnumerable<AgentUpdate> Failing()
        {
            await Task.Yield();
            yield return "half an ans";
            throw new AgentException("The model is away.");
        }
    }

    [Fact]
    public async Task An_agent_with_a_bug_is_answered_honestly_too()
    {
        await using var host = await TestHost.StartAsync(Some.Agent(static (_, _) => throw new InvalidOperationException("secret detail")));

        var reply = await host.SayAsync("hello");

        Assert.Contains("Something went wrong", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timed_out_turn_writes_nothing_even_when_its_agent_ignores_the_cancellation()
    {
        var gate = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(Some.Agent((_, _) => Deaf()), configure: static options => options.Timeout = TimeSpan.FromSeconds(1));

        var reply = await host.SayAsync("first");
        gate.SetResult();
        var second = await host.SayAsync("/history");

        Assert.Contains("was cut", reply, StringComparison.Ordinal);
        Assert.Contains("empty", second, StringComparison.Ordinal);
        Assert.Empty(await host.Store.GetChatHistoryAsync("bot_fake_1"));

        async IAsyncEnumerable<AgentUpdate> Deaf()
        {
            await gate.Task;
            yield return "too late";
        }
    }

    [Fact]
    public async Task Stop_overtakes_and_the_stopped_turn_leaves_no_history()
    {
        var started = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(Some.Agent((_, token) => Endless(token)));
        await host.Adapter.Sink!.AcceptAsync([Some.Message("tell me everything")], default);
        await started.Task;

        var reply = await host.SayAsync("/stop");

        Assert.Equal("once upon a time\n\n*Stopped.*", reply);
        Assert.Empty(await host.Store.GetChatHistoryAsync("bot_fake_1"));

        async IAsyncEnumerable<AgentUpdate> Endless([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            yield return "once upon a time";
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }
    }

    [Fact]
    public async Task What_a_stopped_host_left_is_answered_by_the_next_start()
    {
        var store = new MemorySessionStore();
        await using (var host = await TestHost.StartAsync(Some.Agent(static (_, token) => Never(token)), store, static options => options.DrainTimeout = TimeSpan.Zero))
            await host.Adapter.Sink!.AcceptAsync([Some.Message("one"), Some.Message("two")], default);

        await using var next = await TestHost.StartAsync(Some.Echo(), store);

        await Eventually.TrueAsync(() => next.Adapter.Delivered.Count == 2, "both replies");
        Assert.Equal(["echo: one", "echo: two"], next.Adapter.Delivered.Select(static d => d.Text));

        static async IAsyncEnumerable<AgentUpdate> Never([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            await Task.Delay(Timeout.Infinite, token);
            yield return "never";
        }
    }

    [Fact]
    public async Task A_message_that_kills_the_host_again_and_again_becomes_a_dead_letter()
    {
        var store = new MemorySessionStore();
        var inbox = store.Require<IInbox>();
        var ticket = (await inbox.AcceptAsync([Deadly()], "host 0"))[0]!;
        for (var start = 0; start < 3; start++)
        {
            await inbox.ClaimAsync($"host {start}", TimeSpan.FromMinutes(1), exclusive: true);
            Assert.NotNull(await inbox.BeginAsync(ticket.Id, $"host {start}"));
        }

        await inbox.ClaimAsync("host 3", TimeSpan.Zero, exclusive: true);
        await using var host = await TestHost.StartAsync(Some.Echo(), store);

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1, "the honest message");
        Assert.Contains("after 3 attempts", host.Adapter.Delivered.Single().Text, StringComparison.Ordinal);
        Assert.Single(await inbox.ListAsync(InboxState.Dead));

        static InboxMessage Deadly()
        {
            var message = Some.Message("boom");
            return new(message.Bot, message.DedupeId, message.SessionKey, Turns.InboundPayload.Write(message));
        }
    }

    [Fact]
    public async Task A_refused_reply_is_tried_again_and_a_later_one_never_overtakes_it()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        host.Adapter.Refusals.Enqueue(new DeliveryOutcome.Retry(DateTimeOffset.UtcNow, "flood", Charged: false));

        await host.Adapter.Sink!.AcceptAsync([Some.Message("one")], default);
        await host.SayAsync("two", replies: 2);

        Assert.Equal(["echo: one", "echo: two"], host.Adapter.Delivered.Select(static d => d.Text));
    }

    [Fact]
    public async Task A_store_with_only_five_methods_works()
    {
        var delivery = new MemorySessionStore();
        var five = new FiveMethods(new MemorySessionStore());
        await using var host = await TestHost.StartAsync(Some.Echo(), five, delivery: DeliveryStores.Paired(five, delivery));

        await host.SayAsync("hello");
        var undo = await host.SayAsync("/undo");

        Assert.Equal(["hello", "echo: hello"], (await five.GetChatHistoryAsync("bot_fake_1")).Select(static m => m.Content));
        Assert.Contains("ITurnLog", undo, StringComparison.Ordinal);
        Assert.False(await delivery.SessionExistsAsync("bot_fake_1"));
    }

    [Fact]
    public async Task A_turn_repeated_on_a_five_method_store_stands_there_once()
    {
        var five = new FiveMethods(new MemorySessionStore());
        var delivery = new MemorySessionStore();
        var turns = DeliveryStores.Paired(five, delivery).Turns;
        var turn = new TurnWrite("s") { TurnId = "t", Messages = [new("user", "a"), new("assistant", "b")] };
        await five.AddMessageAsync("s", "user", "a", MessageMetadata.Empty.With("bots_place", "t/0"));

        await turns.WriteTurnAsync(turn);
        await turns.WriteTurnAsync(turn);

        Assert.Equal(["a", "b"], (await five.GetChatHistoryAsync("s")).Select(static m => m.Content));
    }

    [Fact]
    public async Task A_host_that_is_too_busy_says_so_at_once_and_keeps_answering_who_waits()
    {
        var gate = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => Slow(request)), configure: static options => options.MaxWaiting = 1);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("running"), Some.Message("waiting")], default);

        var busy = await host.SayAsync("one too many", user: "2");
        gate.SetResult();

        Assert.Contains("send it again", busy, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 3, "those who waited");

        async IAsyncEnumerable<AgentUpdate> Slow(AgentRequest request)
        {
            await gate.Task;
            yield return request.Prompt;
        }
    }
}
