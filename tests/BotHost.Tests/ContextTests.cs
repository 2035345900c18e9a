using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bots.Agents;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

/// <summary>The host shows its agents what a session shows them.</summary>
public sealed class ContextTests
{
    [Fact]
    public async Task The_agent_is_shown_the_last_ten_interactions_and_told_about_user_and_session()
    {
        var (agent, store) = (new NotingAgent(), new MemorySessionStore());
        await using var host = await TestHost.StartAsync(agent, store);
        await store.Find<ISessionState>()!.SetStateAsync(StateScope.User(Some.Message("Hi").UserId), "language", JsonSerializer.SerializeToElement("de"));

        for (var i = 1; i <= 13; i++) await host.SayAsync($"Tell me about sailing {i}");

        var last = agent.Seen.Last();
        Assert.Equal(Enumerable.Range(3, 10).Select(static i => $"Tell me about sailing {i}"), last.History.Where(static message => message.Role == "user").Select(static message => message.Content));
        Assert.Contains("- Preferences: language: de", last.Context[0], StringComparison.Ordinal);
        Assert.Contains("- Recent topics: sailing", last.Context[0], StringComparison.Ordinal);
        Assert.Contains("- Session: interaction 13,", last.Context[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_leaves_the_window_is_summarised()
    {
        var agent = new NotingAgent();
        await using var host = await TestHost.StartAsync(agent);

        for (var i = 1; i <= 21; i++) await host.SayAsync($"Say {i}");

        Assert.Contains("Say 1\n", Assert.Single(agent.Folded), StringComparison.Ordinal);
        Assert.EndsWith("They said a lot.", agent.Seen.Last().Context[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_model_finds_too_long_is_summarised_and_asked_again()
    {
        var agent = new NotingAgent { MostMessages = 6 };
        var store = new MemorySessionStore();
        await using var host = await TestHost.StartAsync(agent, store);
        for (var i = 1; i <= 4; i++) await host.SayAsync($"Say {i}");

        Assert.Contains("Yes.", await host.SayAsync("Say 5"), StringComparison.Ordinal);

        Assert.Contains("Say 1\n", Assert.Single(agent.Folded), StringComparison.Ordinal);
        Assert.EndsWith("They said a lot.", agent.Seen.Last().Context[^1], StringComparison.Ordinal);
        Assert.Single(await store.ListSummariesAsync(Some.Message("Hi").SessionKey));
    }

    private sealed class NotingAgent : IAgent, IConversationSummarizer
    {
        public ConcurrentQueue<AgentRequest> Seen { get; } = [];

        public ConcurrentQueue<string> Folded { get; } = [];

        public int MostMessages { get; init; } = int.MaxValue;

        public Task<ConversationSummary> SummarizeAsync(string instruction, CancellationToken cancellationToken = default)
        {
            Folded.Enqueue(instruction);
            return Task.FromResult<ConversationSummary>("They said a lot.");
        }

        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Seen.Enqueue(request);
            if (request.History.Count > MostMessages) throw new AgentException("Too long for me.") { Failure = AgentFailure.ContextTooLong };
            yield return "Yes.";
        }
    }
}
