using Bots.Agents;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

/// <summary>What is charged to a message, and when.</summary>
public sealed class AttemptTests
{
    private readonly MemorySessionStore _store = new();

    [Fact]
    public async Task An_attempt_is_charged_durably_before_the_agent_is_asked()
    {
        var charged = 0;
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => Look(request)), _store);

        await host.SayAsync("hello");

        Assert.Equal(1, charged);

        async IAsyncEnumerable<AgentUpdate> Look(AgentRequest request)
        {
            charged = Assert.Single(await _store.Require<IInbox>().ListAsync(InboxState.Open)).Attempts;
            yield return request.Prompt;
        }
    }

    [Fact]
    public async Task A_clean_stop_is_not_charged()
    {
        await using (var host = await TestHost.StartAsync(Some.Agent(static (_, token) => Never(token)), _store, static options => options.DrainTimeout = TimeSpan.Zero))
        {
            await host.Adapter.Sink!.AcceptAsync([Some.Message("hello")], default);
            await Eventually.TrueAsync(() => host.Get<Turns.TurnQueue>().Running == 1, "the turn");
        }

        Assert.Equal(0, Assert.Single(await _store.Require<IInbox>().ListAsync(InboxState.Open)).Attempts);
    }

    [Fact]
    public async Task An_outage_of_a_store_that_the_agent_asks_is_not_charged()
    {
        var asked = 0;
        await using var host = await TestHost.StartAsync(
            Some.Agent((request, _) => ++asked <= 2 ? throw new SessionStoreException("The store is away.") { IsTransient = true } : Some.Pieces(request.Prompt)),
            _store, static options => options.MaxAttempts = 1);

        Assert.Equal("hello", await host.SayAsync("hello"));
    }

    [Fact]
    public async Task A_suspect_of_a_slow_model_stays_charged_until_it_ends_and_holds_others_back_for_a_while_only()
    {
        var (clock, gate, asked) = (new LiveClock(), new TaskCompletionSource(), new System.Collections.Concurrent.ConcurrentQueue<string>());
        var delivery = Stores.DeliveryStores.From(new MemorySessionStore(clock))!;
        foreach (var dead in new[] { "first", "second" })
        {
            await delivery.Inbox.ClaimAsync(dead, TimeSpan.FromSeconds(1));
            if (dead == "first") await delivery.Inbox.AcceptAsync([.. new[] { "slow", "patient" }.Select((text, user) => Row(Some.Message(text, user: $"{user}")))], dead);
            foreach (var entry in await delivery.Inbox.ListAsync(InboxState.Open)) await delivery.Inbox.BeginAsync(entry.Claim.Id, dead);
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => AnswerAsync(request.Prompt)), delivery.Sessions, delivery: delivery, time: clock);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("quick", user: "2")], default);
        await Eventually.TrueAsync(() => asked.Count == 1, "the first suspect");
        Assert.Empty(host.Adapter.Delivered);

        clock.Advance(Turns.Quarantine.LongestHold);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1, "what came new goes on beside it");
        Assert.Equal(["slow", "quick"], asked);
        Assert.Equal([3, 2], (await delivery.Inbox.ListAsync(InboxState.Open)).Select(static entry => entry.Attempts));

        gate.SetResult();
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 3, "the suspects are answered");
        Assert.Equal(["slow", "quick", "patient"], asked);
        Assert.Equal(["patient", "quick", "slow"], host.Adapter.Delivered.Select(static delivered => delivered.Text).Order());
        Assert.Empty(await delivery.Inbox.ListAsync(InboxState.Dead));

        async IAsyncEnumerable<AgentUpdate> AnswerAsync(string prompt)
        {
            asked.Enqueue(prompt);
            if (prompt == "slow") await gate.Task;
            yield return prompt;
        }

        static InboxMessage Row(Adapters.InboundMessage message) => new(message.Bot, message.DedupeId, message.SessionKey, Turns.InboundPayload.Write(message));
    }

    [Fact]
    public async Task Operators_are_shown_as_many_attempts_as_the_user_was_told()
    {
        var (inbox, message) = (_store.Require<IInbox>(), Some.Message("hello"));
        var ticket = (await inbox.AcceptAsync([new(message.Bot, message.DedupeId, message.SessionKey, Turns.InboundPayload.Write(message))], "gone"))[0]!;
        for (var attempt = 0; attempt < 3; attempt++) await inbox.BeginAsync(ticket.Id, "gone");

        await using var host = await TestHost.StartAsync(Some.Echo(), _store);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1, "the user is told");

        var letter = Assert.Single(await inbox.ListAsync(InboxState.Dead));
        Assert.Equal((3, true), (letter.Attempts, letter.Error!.Contains("3 attempts", StringComparison.Ordinal)));
    }

    private static async IAsyncEnumerable<AgentUpdate> Never([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        yield return "never";
    }
}
