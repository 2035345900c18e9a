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

    private static async IAsyncEnumerable<AgentUpdate> Never([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        yield return "never";
    }
}
