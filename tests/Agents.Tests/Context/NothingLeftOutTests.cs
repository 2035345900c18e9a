using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.Agents.Tests.Context;

/// <summary>What leaves the window reaches a summary, however long that takes, and the prompt says of a summary what is true of it.</summary>
public sealed partial class NothingLeftOutTests : IDisposable
{
    private const string Gap = "not part of it";

    private readonly TestClock _clock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("left-out-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    [InlineData("memory")]
    [InlineData("five methods")]
    public async Task A_model_that_comes_later_summarises_all_that_was_said_before_it(string kind)
    {
        var store = Open(kind);
        await using var owner = store as IAsyncDisposable;
        await using (var early = new Session("s", new ScriptedAgent(static _ => "ok"), store, new() { CheckpointEvery = 0 }))
            for (var i = 0; i < 60; i++) await early.ChatAsync($"#{i}#");
        var agent = new NotingAgent();
        await using var session = Over(store, agent, new());

        await session.ChatAsync("#60#");

        Assert.Empty(agent.Missing(60));
        Assert.DoesNotContain(agent.Last.Context, static part => part.Contains(Gap, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10, null, 60)]
    [InlineData(5, null, 200)]
    [InlineData(10, 4_000, 60)]
    public async Task What_was_said_while_no_summary_could_be_made_is_in_the_next_one(int interactions, int? tokens, int failing)
    {
        var agent = new NotingAgent();
        await using var session = Over(new MemorySessionStore(), agent, new() { Interactions = interactions, Tokens = tokens });

        for (var i = 0; i < 25 + failing + 30; i++)
        {
            agent.Fails = i >= 25 && i < 25 + failing;
            _clock.Advance(TimeSpan.FromMinutes(2));
            await session.ChatAsync($"#{i}# {new string('z', 200)}");
        }

        // By interactions, up to as many as the window holds are gathered before they are summarised.
        var missing = agent.Missing(25 + failing + 29);
        Assert.InRange(missing.Count, 0, tokens is null ? interactions - 1 : 0);
        Assert.All(missing, number => Assert.InRange(number, agent.Shown.Min() - interactions, agent.Shown.Min()));
        Assert.Equal(missing.Count > 0, agent.Last.Context.Any(static part => part.Contains(Gap, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(2_000, 300)]
    [InlineData(8_000, 600)]
    [InlineData(8_000, 8_000)]
    public async Task Of_a_window_by_tokens_everything_is_shown_or_in_a_summary(int tokens, int longest)
    {
        var agent = new NotingAgent();
        await using var session = Over(new MemorySessionStore(), agent, new() { Tokens = tokens });
        var random = new Random(1);

        for (var i = 0; i < 120; i++)
        {
            await session.ChatAsync($"#{i}# {new string('z', random.Next(longest))}");
            Assert.Empty(agent.Missing(i));
            Assert.InRange(agent.Last.History.Sum(TokenEstimate.Of), 0, tokens);
        }

        Assert.NotEmpty(agent.Asked);
    }

    [Fact]
    public async Task A_message_longer_than_the_window_hides_nothing()
    {
        var agent = new NotingAgent();
        await using var session = Over(new MemorySessionStore(), agent, new() { Tokens = 2_000 });
        await session.ChatAsync("#0# I live in Oslo");
        await session.ChatAsync($"#1# {new string('x', 12_000)}");

        for (var i = 2; i < 30; i++)
        {
            await session.ChatAsync($"#{i}# {new string('y', 200)}");
            Assert.Empty(agent.Missing(i));
            Assert.NotEmpty(agent.Last.History);
        }
    }

    [Fact]
    public async Task Words_of_other_agents_take_no_place_in_an_agents_window()
    {
        var (own, other) = (new NotingAgent(), new ScriptedAgent(static _ => new string('w', 40_000)));
        await using var session = new Session("s", own, new MemorySessionStore(), new() { Time = _clock, Context = new() { Tokens = 4_000 } },
            new Dictionary<string, IAgent> { ["research"] = own, ["writer"] = other });
        await session.RunAgentAsync("research", "#0# My topic is tea");
        await session.ChatAsync("#1# I am Alice");
        for (var i = 0; i < 3; i++) await session.RunAgentAsync("writer", "Write");

        await session.RunAgentAsync("research", "#2#");
        Assert.Equal([0], own.Shown);

        await session.ChatAsync("#3#");
        Assert.Equal([1], own.Shown);
        Assert.Empty(own.Asked);
    }

    [Fact]
    public async Task A_long_past_is_summarised_in_several_bites_one_a_turn_and_until_then_the_prompt_says_what_is_missing()
    {
        var store = new MemorySessionStore();
        await using (var early = new Session("s", new ScriptedAgent(static _ => "ok"), store, new() { CheckpointEvery = 0 }))
            for (var i = 0; i < 100; i++) await early.ChatAsync($"#{i}# {new string('z', 3_000)}");
        var agent = new NotingAgent();
        await using var session = Over(store, agent, new());

        var complete = 0;
        for (var i = 100; i < 105; i++)
        {
            await session.ChatAsync($"#{i}#");
            if (!agent.Last.Context.Any(static part => part.Contains(Gap, StringComparison.Ordinal))) complete++;
            Assert.InRange(agent.Asked.Count, 1, i - 99);
        }

        // Interactions of 750 tokens and a few: 32,000 tokens at once are 42 of them. After two bites 16 are left, and at 20 it is time for the next ten.
        Assert.Equal((3, 1), (agent.Asked.Count, complete));
        Assert.All(agent.Asked, static instruction => Assert.InRange(instruction.Length, 10_000, 140_000));
        Assert.Contains("summary 1", agent.Asked[1], StringComparison.Ordinal);
        Assert.Empty(agent.Missing(90));
    }

    [Fact]
    public async Task An_agent_of_ones_own_may_fail_at_a_summary_with_any_exception()
    {
        var agent = new NotingAgent { Fails = true, Failure = new HttpRequestException("Connection refused.") };
        await using var session = Over(new MemorySessionStore(), agent, new() { Interactions = 2 });

        for (var i = 0; i < 8; i++) Assert.Equal("ok", await session.ChatAsync($"#{i}#"));

        Assert.Equal(16, (await session.GetHistoryAsync()).Count);
        Assert.Equal([6, 5], agent.Shown.OrderDescending());
    }

    private Session Over(ISessionStore store, IAgent agent, ContextOptions context) => new("s", agent, store, new() { Time = _clock, CheckpointEvery = 0, Context = context });

    private ISessionStore Open(string kind) => kind switch
    {
        "sqlite" => new SqliteSessionStore(Path.Combine(_folder, "s.db")),
        "json" => new JsonSessionStore(new JsonSessionOptions { Directory = Path.Combine(_folder, "json") }),
        "memory" => new MemorySessionStore(),
        _ => new FiveMethodStore(),
    };

    private sealed partial class NotingAgent : IAgent, IConversationSummarizer
    {
        private readonly HashSet<int> _summarised = [];

        public List<string> Asked { get; } = [];

        public AgentRequest Last { get; private set; } = new([], "");

        public bool Fails { get; set; }

        public Exception Failure { get; init; } = new AgentException("No model.");

        public List<int> Shown => [.. Last.History.Where(static message => message.Role == "user").SelectMany(static message => NumbersIn(message.Content))];

        /// <summary>Of so many prompts, those that are neither shown nor were in any summary.</summary>
        public List<int> Missing(int count) => [.. Enumerable.Range(0, count).Except(_summarised).Except(Shown)];

        public Task<ConversationSummary> SummarizeAsync(string instruction, CancellationToken cancellationToken = default)
        {
            if (Fails) throw Failure;
            Asked.Add(instruction);
            _summarised.UnionWith(NumbersIn(instruction));
            return Task.FromResult<ConversationSummary>($"summary {Asked.Count}");
        }

        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Last = request;
            yield return "ok";
        }

        private static IEnumerable<int> NumbersIn(string text) => Numbers().Matches(text).Select(static match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

        [GeneratedRegex("#([0-9]+)#")]
        private static partial Regex Numbers();
    }
}
