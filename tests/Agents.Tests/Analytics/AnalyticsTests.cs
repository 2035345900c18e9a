using System.Text.Json;
using Bots.Agents.Analytics;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.Agents.Tests.Analytics;

/// <summary>Analytics tell what happened, and guess nothing.</summary>
public sealed class AnalyticsTests
{
    private readonly TestClock _clock = new();
    private readonly MemorySessionStore _store;

    public AnalyticsTests() => _store = new(_clock);

    [Fact]
    public async Task Interactions_tokens_cost_and_times_are_added_up_by_model()
    {
        await using var session = Open("s", "alice");
        foreach (var number in Enumerable.Range(1, 4)) await session.ChatAsync($"Tell me about volcanoes {number}");
        var prices = new Dictionary<string, ModelPrice> { ["big"] = new() { Input = 2, Output = 10, CachedInput = 1 } };

        var found = await session.AnalyzeAsync(prices);

        Assert.Equal((1, 4), (found.Sessions, found.Interactions));
        Assert.Equal([new("big", 4_000, 400, 2_000, 0.01m), new("small", 40, 4, 0, null)], found.Models);
        Assert.Equal(0.01m, found.Cost);
        Assert.Equal(TimeSpan.FromSeconds(1), found.FirstText.P50);
        Assert.Equal(new Latency(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)), found.WholeAnswer);
        Assert.Contains("volcanoes", found.Topics);
        Assert.Equal(TimeSpan.FromSeconds(9), found.Duration);
    }

    [Fact]
    public async Task How_long_a_reader_takes_over_a_piece_is_no_latency()
    {
        await using var session = Open("s", "alice");

        await foreach (var _ in session.StreamAsync("Hi")) _clock.Advance(TimeSpan.FromMinutes(5));

        var found = await session.AnalyzeAsync();
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)), (found.FirstText.P50, found.WholeAnswer.P50));
    }

    [Fact]
    public async Task Percentiles_are_those_of_all_answers()
    {
        foreach (var number in Enumerable.Range(1, 100))
        {
            var measured = JsonSerializer.SerializeToElement(new { first_ms = number, total_ms = number * 10, models = Array.Empty<object>() });
            await _store.AddMessageAsync("s", "user", "q");
            await _store.AddMessageAsync("s", "assistant", "a", MessageMetadata.Empty.With("measured", measured));
        }

        var found = await SessionAnalytics.OfSessionAsync(_store, "s");

        Assert.Equal((50.0, 95.0, 99.0), (found.FirstText.P50.TotalMilliseconds, found.FirstText.P95.TotalMilliseconds, found.FirstText.P99.TotalMilliseconds));
        Assert.Equal(500, found.WholeAnswer.P50.TotalMilliseconds);
    }

    [Fact]
    public async Task Calls_and_failures_are_counted_by_tool()
    {
        var calls = JsonSerializer.SerializeToElement(new object[] { new { id = "1", type = "function", function = new { name = "weather" } }, new { id = "2", type = "function", function = new { name = "clock" } }, new { id = "3", type = "function", function = new { name = "weather" } } });
        await _store.AddMessageAsync("s", "user", "q");
        await _store.AddMessageAsync("s", "assistant", "", new() { ToolCalls = calls });
        await _store.AddMessageAsync("s", "tool", "Error: weather did not answer within 30 seconds.", new MessageMetadata { ToolCallId = "1" }.With(MessageMarks.Failed, JsonSerializer.SerializeToElement(true)));
        await _store.AddMessageAsync("s", "tool", "noon", new() { ToolCallId = "2" });
        await _store.AddMessageAsync("s", "tool", "Error: disk full (line 7 of the log that was asked for)", new() { ToolCallId = "3" });
        await _store.AddMessageAsync("s", "assistant", "It is sunny.");

        var found = await SessionAnalytics.OfSessionAsync(_store, "s");

        Assert.Equal([new("clock", 1, 0), new("weather", 2, 1)], found.Tools);
        Assert.Equal(1, found.Interactions);
    }

    [Fact]
    public async Task Satisfaction_comes_from_explicit_ratings_alone()
    {
        await using var session = Open("s", "alice");
        Assert.False(await session.RateAsync(isGood: true));
        await session.ChatAsync("thank you, that was wonderful");
        Assert.Null((await session.AnalyzeAsync()).Satisfaction);

        Assert.True(await session.RateAsync(isGood: true));
        await session.ChatAsync("more");
        await session.RateAsync(isGood: true);
        await session.RateAsync(isGood: false, "too long");

        var found = await session.AnalyzeAsync();
        Assert.Equal((1, 1, 0.5), (found.Good, found.Bad, found.Satisfaction));
    }

    [Fact]
    public async Task A_users_sums_hold_that_users_sessions_alone()
    {
        await using (var one = Open("a1", "alice")) await one.ChatAsync("hi");
        await using (var two = Open("a2", "alice")) await two.ChatAsync("hi");
        await using (var other = Open("b1", "bob")) await other.ChatAsync("hi");

        Assert.Equal((2, 2), await SumsAsync("alice"));
        Assert.Equal((1, 1), await SumsAsync("bob"));
        Assert.Equal((3, 3), await SumsAsync(null));
        Assert.Equal((0, 0), await SumsAsync("nobody"));
    }

    [Fact]
    public async Task What_somebody_else_wrote_under_our_names_is_ignored()
    {
        await _store.AddMessageAsync("s", "assistant", "a", MessageMetadata.Empty.With("measured", "long"));
        await _store.AddMessageAsync("s", "assistant", "b", MessageMetadata.Empty.With("measured", JsonSerializer.SerializeToElement(new { models = 5 })));
        await _store.Require<ISessionState>().SetStateAsync(StateScope.Session("s"), "feedback:0", JsonSerializer.SerializeToElement("good"));
        await _store.Require<ISessionState>().SetStateAsync(StateScope.Session("s"), "feedback:x", JsonSerializer.SerializeToElement(new { good = true }));

        var found = await SessionAnalytics.OfSessionAsync(_store, "s");

        Assert.Equal((2, 0, 0), (found.Interactions, found.Good, found.Bad));
        Assert.Equal(default, found.WholeAnswer);
    }

    [Fact]
    public async Task A_question_that_agents_hand_over_is_one_and_its_topics_are_the_users()
    {
        async IAsyncEnumerable<AgentUpdate> HandOverAsync(AgentRequest request)
        {
            yield return "Let me ask.";
            var arguments = new Microsoft.Extensions.AI.AIFunctionArguments { ["agent"] = "writer", ["message"] = "Zeppelins, please." };
            await request.Tools.Single(static tool => tool.Name == "hand_over").InvokeAsync(arguments);
        }

        await using var session = new Session("s", null, _store, new() { Time = _clock }, new Dictionary<string, IAgent>
        {
            ["desk"] = new ScriptedAgent((request, _) => HandOverAsync(request)), ["writer"] = new ScriptedAgent(static request => $"About {request.Prompt}"),
        });
        foreach (var number in Enumerable.Range(1, 3)) await session.RunAgentAsync("desk", $"Volcanoes {number}?");
        await session.RunAgentAsync("writer", "Glaciers?");

        var found = await session.AnalyzeAsync();

        Assert.Equal(4, found.Interactions);
        Assert.Equal(["glaciers", "volcanoes"], found.Topics.Select(static topic => topic.ToLowerInvariant()).Order(StringComparer.Ordinal));
    }

    private async Task<(int, int)> SumsAsync(string? user) => await SessionAnalytics.OfUserAsync(_store, user) is var found ? (found.Sessions, found.Interactions) : default;

    private Session Open(string id, string user) => new(id, new ScriptedAgent((_, _) => AnswerAsync()), _store, new() { UserId = user, Time = _clock });

    private async IAsyncEnumerable<AgentUpdate> AnswerAsync()
    {
        await Task.Yield();
        _clock.Advance(TimeSpan.FromSeconds(1));
        yield return "An answer";
        _clock.Advance(TimeSpan.FromSeconds(2));
        yield return new AgentUpdate.Usage("big", 600, 100, 500);
        yield return new AgentUpdate.Usage("big", 400, 0);
        yield return new AgentUpdate.Usage("small", 10, 1);
    }
}
