using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Bots.Agents.Tests.Models;
using Bots.Fakes;
using Bots.Fakes.Models;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;

namespace Bots.Agents.Tests.Context;

public sealed class CompactionTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task When_as_many_interactions_as_the_window_holds_have_left_it_they_are_summarised()
    {
        var agent = new SummarizingAgent();
        await using var session = Open(agent, new MemorySessionStore(), interactions: 3);
        for (var i = 1; i <= 6; i++) await session.ChatAsync($"Say {i}");
        Assert.Empty(agent.Asked);

        await session.ChatAsync("Say 7");

        Assert.Contains("user: Say 1\nassistant: re Say 1\n", Assert.Single(agent.Asked), StringComparison.Ordinal);
        Assert.DoesNotContain("Say 4", agent.Asked[0], StringComparison.Ordinal);
        Assert.Equal(["Say 4", "Say 5", "Say 6"], UserTexts(agent.Last));
        Assert.EndsWith("(a summary):\nsummary 1", agent.Last.Context[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_summary_holds_the_one_before_and_only_what_is_new()
    {
        var agent = new SummarizingAgent();
        await using var session = Open(agent, new MemorySessionStore(), interactions: 3);
        for (var i = 1; i <= 10; i++) await session.ChatAsync($"Say {i}");

        Assert.Equal(2, agent.Asked.Count);
        Assert.Contains("summary 1", agent.Asked[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Say 3", agent.Asked[1], StringComparison.Ordinal);
        Assert.Contains("Say 4", agent.Asked[1], StringComparison.Ordinal);
        Assert.EndsWith("summary 2", agent.Last.Context[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_by_tokens_is_summarised_at_80_percent_and_the_newest_stay_word_for_word()
    {
        var agent = new SummarizingAgent();
        var text = new string('x', 400 - 16); // With its answer 200 tokens, roughly.
        await using var session = new Session("s", agent, new MemorySessionStore(), new() { Time = _clock, Context = new() { Tokens = 2_000, KeepTokens = 600 } });

        for (var i = 0; agent.Asked.Count == 0 && i < 20; i++) await session.ChatAsync(text);

        var shown = agent.Last.History.Sum(TokenEstimate.Of);
        Assert.InRange((await session.GetHistoryAsync()).SkipLast(2).Sum(TokenEstimate.Of), 1_600, 1_900);
        Assert.InRange(shown, 350, 600);
    }

    [Fact]
    public async Task No_tool_group_is_split_between_summary_and_window()
    {
        var agent = new SummarizingAgent { Steps = true };
        await using var session = new Session("s", agent, new MemorySessionStore(), new() { Time = _clock, Context = new() { Tokens = 1_000, KeepTokens = 300 } });

        for (var i = 0; i < 40; i++)
        {
            await session.ChatAsync($"Say {i}");
            Assert.Equal(agent.Last.History.Count, MessageGroups.Whole(agent.Last.History).Count);
        }

        Assert.NotEmpty(agent.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData(null)]
    public async Task An_empty_or_failed_summary_changes_nothing_and_is_not_tried_again_at_once(string? useless)
    {
        var agent = new SummarizingAgent();
        await using var session = Open(agent, new MemorySessionStore(_clock), interactions: 3);
        for (var i = 1; i <= 7; i++) await session.ChatAsync($"Say {i}");

        agent.Summary = _ => useless ?? throw new AgentException("No model.");
        for (var i = 8; i <= 13; i++) await session.ChatAsync($"Say {i}");

        Assert.Equal(2, agent.Asked.Count);
        Assert.EndsWith("summary 1", agent.Last.Context[^1], StringComparison.Ordinal);
        Assert.Equal(["Say 10", "Say 11", "Say 12"], UserTexts(agent.Last));

        // When it works again, nothing that had left the window in the meantime is missing.
        agent.Summary = null;
        _clock.Advance(TimeSpan.FromMinutes(2));
        await session.ChatAsync("Say 14");
        Assert.Contains("Say 4", agent.Asked[2], StringComparison.Ordinal);
        Assert.Contains("Say 10", agent.Asked[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_hangs_over_a_summary_does_not_hold_up_the_turn_for_ever()
    {
        var agent = new SummarizingAgent { Hangs = true };
        await using var session = Open(agent, new MemorySessionStore(), interactions: 1);
        await session.ChatAsync("One");
        await session.ChatAsync("Two");
        var timers = _clock.PendingTimers;

        var third = session.ChatAsync("Three");
        await Eventually.TrueAsync(() => _clock.PendingTimers > timers, "the summary is awaited");
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("re Three", await third);
    }

    [Fact]
    public async Task A_summary_of_what_was_taken_back_is_not_shown()
    {
        var agent = new SummarizingAgent();
        var store = new MemorySessionStore();
        await using var session = Open(agent, store, interactions: 3);
        for (var i = 1; i <= 7; i++) await session.ChatAsync($"Say {i}");

        await store.RevertToMessageAsync("s", 1);
        await session.ChatAsync("Anew");

        Assert.DoesNotContain(agent.Last.Context, static part => part.Contains("summary", StringComparison.Ordinal));
        Assert.Equal(["Say 1"], UserTexts(agent.Last));
    }

    [Theory]
    [InlineData(null, 12)]
    [InlineData(100, 12)]
    [InlineData(24, 12)]
    [InlineData(13, 12)]
    [InlineData(12, 12)]
    public async Task A_store_that_erases_older_messages_is_summarised_as_seldom_and_nothing_that_left_it_is_lost(int? maxMessages, int summaries)
    {
        var folder = Directory.CreateTempSubdirectory("compaction-").FullName;
        var agent = new SummarizingAgent { Summary = static instruction => string.Join(", ", Regex.Matches(instruction, @"(?<!re )Say \d+").Select(static said => said.Value)) };
        using (var store = new JsonSessionStore(new JsonSessionOptions { Directory = folder, MaxMessages = maxMessages }, _clock))
        await using (var session = Open(agent, store, interactions: 3))
        {
            for (var i = 1; i <= 40; i++)
            {
                await session.ChatAsync($"Say {i}");

                // Every three interactions, once the window of three is full twice, what left it is summarised.
                var summary = agent.Last.Context.SingleOrDefault(static part => part.Contains("(a summary", StringComparison.Ordinal)) ?? "";
                Assert.Equal(Enumerable.Range(1, Math.Max(0, (i - 4) / 3 * 3)).Select(static number => $"Say {number}"), Regex.Matches(summary, @"Say \d+").Select(static said => said.Value));
            }
        }

        Directory.Delete(folder, recursive: true);
        Assert.Equal(summaries, agent.Asked.Count);
    }

    [Fact]
    public async Task A_cleared_session_has_no_summary()
    {
        var agent = new SummarizingAgent();
        await using var session = Open(agent, new FiveMethodStore(), interactions: 3);
        for (var i = 1; i <= 7; i++) await session.ChatAsync($"Say {i}");

        await session.ClearAsync();
        for (var i = 1; i <= 4; i++) await session.ChatAsync($"Anew {i}");

        Assert.DoesNotContain(agent.Last.Context, static part => part.Contains("summary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task The_model_summarises_and_its_provider_accepts_the_request(string provider)
    {
        await using var server = await ModelServer.StartAsync();
        await using var model = ModelAgents.Create(server, provider, static options => options.Context.Interactions = 2);
        await using var session = new Session("s", model.Agent, new MemorySessionStore());
        for (var i = 1; i <= 4; i++) await session.ChatAsync($"Say {i}");
        server.Enqueue(new ModelReply.Text("They said one and two."));

        await session.ChatAsync("Say 5");

        Assert.StartsWith("Summarise the conversation below", server.Requests[4].LastUserText, StringComparison.Ordinal);
        Assert.Empty(server.Requests[4].ToolNames);
        Assert.Contains("They said one and two.", server.Requests[5].Body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Say 2", server.Requests[5].Body.GetRawText(), StringComparison.Ordinal);
    }

    private Session Open(IAgent agent, ISessionStore store, int interactions) => new("s", agent, store, new() { Time = _clock, Context = new() { Interactions = interactions } });

    private static IEnumerable<string> UserTexts(AgentRequest request) => request.History.Where(static message => message.Role == "user").Select(static message => message.Content);

    private sealed class SummarizingAgent : IAgent, IConversationSummarizer
    {
        public List<string> Asked { get; } = [];

        public AgentRequest Last { get; private set; } = new([], "");

        public Func<string, string>? Summary { get; set; }

        public bool Hangs { get; init; }

        public bool Steps { get; init; }

        public async Task<ConversationSummary> SummarizeAsync(string instruction, CancellationToken cancellationToken = default)
        {
            Asked.Add(instruction);
            if (Hangs) await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return Summary is null ? $"summary {Asked.Count}" : Summary(instruction);
        }

        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Last = request;
            if (Steps)
            {
                yield return new AgentUpdate.Step(new("assistant", "") { Metadata = new() { ToolCalls = System.Text.Json.JsonSerializer.SerializeToElement(new[] { new { id = request.Prompt } }) } });
                yield return new AgentUpdate.Step(new("tool", new string('x', 100)) { Metadata = new() { ToolCallId = request.Prompt } });
            }

            yield return $"re {request.Prompt}";
        }
    }
}
