using System.Runtime.CompilerServices;
using Bots.Agents.Tests.Models;
using Bots.Fakes.Models;
using Bots.Sessions;
using Bots.Sessions.Memory;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Tests.Chat;

/// <summary>What a session does with a prompt that its model finds too long.</summary>
public sealed class TooLongTests : IAsyncLifetime
{
    private static readonly ModelReply TooLong = new ModelReply.Error(400, "This model's maximum context length is 8192 tokens.") { Code = "context_length_exceeded" };

    private readonly MemorySessionStore _store = new();
    private ModelServer _server = null!;

    public static TheoryData<string> Providers => ["openai", "anthropic"];

    public async Task InitializeAsync() => _server = await ModelServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_older_half_is_summarised_and_the_prompt_asked_once_more(string provider)
    {
        await using var model = ModelAgents.Create(_server, provider);
        await using var session = await ChattedAsync(model.Agent, 4);
        _server.Enqueue(TooLong, new ModelReply.Text("They said one and two."), new ModelReply.Text("It fits."));

        Assert.Equal("It fits.", await session.ChatAsync("Say 5"));

        Assert.Equal(7, _server.Requests.Count);
        Assert.Contains("user: Say 1\nassistant: You said: Say 1\n", _server.Requests[5].LastUserText, StringComparison.Ordinal);
        Assert.DoesNotContain("Say 3", _server.Requests[5].LastUserText, StringComparison.Ordinal);
        Assert.Contains("They said one and two.", _server.Requests[6].Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["Say 3", "Say 4", "Say 5"], UserTexts(_server.Requests[6]));
        Assert.Equal(10, (await session.GetHistoryAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_summary_is_kept_over_its_range_and_shown_in_the_next_turn(string provider)
    {
        await using var model = ModelAgents.Create(_server, provider);
        await using var session = await ChattedAsync(model.Agent, 4);
        _server.Enqueue(TooLong, new ModelReply.Text("They said one and two."));
        await session.ChatAsync("Say 5");

        await session.ChatAsync("Say 6");

        var kept = Assert.Single(await _store.ListSummariesAsync("s"));
        Assert.Equal((0, 3, "They said one and two."), (kept.FromIndex, kept.ToIndex, kept.Text));
        Assert.Equal(SessionSummary.HashOf((await session.GetHistoryAsync()).Take(4)), kept.SourceHash);
        Assert.Equal(8, _server.Requests.Count);
        Assert.Contains("They said one and two.", _server.Requests[7].Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["Say 3", "Say 4", "Say 5", "Say 6"], UserTexts(_server.Requests[7]));
    }

    [Fact]
    public async Task When_no_summary_can_be_made_the_user_is_told_and_the_old_one_stays()
    {
        await using var model = ModelAgents.Create(_server, "openai");
        await using var session = await ChattedAsync(model.Agent, 4);
        _server.Enqueue(TooLong, new ModelReply.Text("The first summary."), new ModelReply.Text("It fits."));
        await session.ChatAsync("Say 5");
        _server.Enqueue(TooLong, new ModelReply.Error(500, "oops"));

        var error = await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("Say 6"));

        Assert.Equal(AgentFailure.ContextTooLong, error.Failure);
        Assert.Contains("no summary of its older part could be made", error.Message, StringComparison.Ordinal);
        Assert.Contains("Agents:default:Context:Tokens", error.Message, StringComparison.Ordinal);
        Assert.Equal("The first summary.", Assert.Single(await _store.ListSummariesAsync("s")).Text);
        Assert.Equal(10, (await session.GetHistoryAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task When_it_stays_too_long_the_user_is_told_and_nothing_is_kept_of_the_turn(string provider)
    {
        await using var model = ModelAgents.Create(_server, provider);
        await using var session = await ChattedAsync(model.Agent, 2);
        _server.Enqueue(TooLong, new ModelReply.Text("They said one."), TooLong);

        var error = await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("Say 3"));

        Assert.Equal(AgentFailure.ContextTooLong, error.Failure);
        Assert.Contains("too long for the model, even with its older part left out", error.Message, StringComparison.Ordinal);
        Assert.Equal((5, 4), (_server.Requests.Count, (await session.GetHistoryAsync()).Count));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_first_message_that_is_too_long_is_called_that(string provider)
    {
        await using var model = ModelAgents.Create(_server, provider);
        await using var session = new Session("s", model.Agent, _store);
        _server.Enqueue(TooLong);

        var error = await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync(new string('x', 50_000)));

        Assert.StartsWith("This message alone is too long for the model; send a shorter one, or send it in parts.", error.Message, StringComparison.Ordinal);
        Assert.Empty(await session.GetHistoryAsync());
    }

    [Fact]
    public async Task A_summary_that_is_asked_for_in_too_many_words_is_asked_for_in_fewer()
    {
        await using var model = ModelAgents.Create(_server, "openai");
        await using var session = new Session("s", model.Agent, _store);
        await session.ChatAsync(new string('x', 3_000));
        await session.ChatAsync("Two");
        _server.Enqueue(TooLong, TooLong, new ModelReply.Text("They said x."), new ModelReply.Text("It fits."));

        Assert.Equal("It fits.", await session.ChatAsync("Three"));
        Assert.InRange(_server.Requests[4].LastUserText.Length, 500, _server.Requests[3].LastUserText.Length - 2_000);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task In_the_middle_of_a_turn_the_tools_are_not_called_again_and_their_results_are_cut(string provider)
    {
        var calls = 0;
        var tool = AIFunctionFactory.Create(() => $"{++calls}{new string('x', 9_000)}", "look");
        await using var model = ModelAgents.Create(_server, provider);
        await using var session = new Session("s", new WithTool(model.Agent, tool), _store);
        for (var i = 1; i <= 4; i++) await session.ChatAsync($"Say {i}");
        _server.Enqueue(new ModelReply.Tools(new ModelToolCall("c", "look", "{}")), TooLong, new ModelReply.Text("Looked."));

        Assert.Equal("Looked.", await session.ChatAsync("Say 5"));

        Assert.Equal(1, calls);
        var last = _server.Requests[^1];
        Assert.InRange(last.Body.GetRawText().Length, 2_000, 8_000);
        Assert.Contains("characters of this result are not shown any more", last.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(9_001, (await session.GetHistoryAsync())[^2].Content.Length);
    }

    [Fact]
    public async Task Without_summaries_the_older_half_is_left_out_and_the_model_is_told()
    {
        await using var model = ModelAgents.Create(_server, "openai", static options => options.Context.Summarize = false);
        await using var session = await ChattedAsync(model.Agent, 4);
        _server.Enqueue(TooLong, new ModelReply.Text("It fits."));

        Assert.Equal("It fits.", await session.ChatAsync("Say 5"));
        Assert.Equal(["Say 3", "Say 4", "Say 5"], UserTexts(_server.Requests[^1]));
        Assert.Contains("The older part of this conversation is not shown", _server.Requests[^1].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_agents_part_is_summarised_for_the_turn_alone()
    {
        await using var model = ModelAgents.Create(_server, "openai");
        await using var session = new Session("s", store: _store, agents: new Dictionary<string, IAgent> { ["writer"] = model.Agent });
        for (var i = 1; i <= 4; i++) await session.RunAgentAsync("writer", $"Say {i}");
        _server.Enqueue(TooLong, new ModelReply.Text("They said one and two."), new ModelReply.Text("It fits."));

        Assert.Equal("It fits.", await session.RunAgentAsync("writer", "Say 5"));
        Assert.Contains("They said one and two.", _server.Requests[^1].Body.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await _store.ListSummariesAsync("s"));
    }

    [Fact]
    public async Task An_agent_of_ones_own_that_finds_it_too_long_is_asked_again_too()
    {
        var agent = new ShortSighted();
        await using var session = await ChattedAsync(agent, 6);

        Assert.Equal("short of Say 7", await session.ChatAsync("Say 7"));
        Assert.Equal(["Say 4", "Say 5", "Say 6"], agent.Seen.History.Where(static message => message.Role == "user").Select(static message => message.Content));
        Assert.EndsWith("in short", agent.Seen.Context[^1], StringComparison.Ordinal);
        Assert.Single(await _store.ListSummariesAsync("s"));
    }

    [Fact]
    public async Task Tokens_of_the_summary_are_counted_with_the_turn()
    {
        await using var model = ModelAgents.Create(_server, "openai");
        await using var session = await ChattedAsync(model.Agent, 2);
        _server.Enqueue(TooLong, new ModelReply.Text("They said one.") { Usage = new(1_000, 200) }, new ModelReply.Text("It fits."));
        await session.ChatAsync("Say 3");

        var used = Assert.Single((await session.AnalyzeAsync()).Models);
        Assert.Equal((1_030, 215), (used.InputTokens, used.OutputTokens));
    }

    private async Task<Session> ChattedAsync(IAgent agent, int turns)
    {
        var session = new Session("s", agent, _store);
        for (var i = 1; i <= turns; i++) await session.ChatAsync($"Say {i}");
        return session;
    }

    private static IEnumerable<string> UserTexts(ModelRequest request) =>
        request.Messages.Where(static message => message.GetProperty("role").GetString() == "user").Select(ModelRequest.TextOf);

    private sealed class WithTool(IAgent agent, AIFunction tool) : IAgent
    {
        public IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, CancellationToken cancellationToken = default) => agent.ReplyAsync(request with { Tools = [tool] }, cancellationToken);
    }

    private sealed class ShortSighted : IAgent, IConversationSummarizer
    {
        public AgentRequest Seen { get; private set; } = new([], "");

        public Task<ConversationSummary> SummarizeAsync(string instruction, CancellationToken cancellationToken = default) => Task.FromResult<ConversationSummary>("in short");

        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (request.History.Count > 10) throw new AgentException("Too long for me.") { Failure = AgentFailure.ContextTooLong };
            Seen = request;
            yield return $"short of {request.Prompt}";
        }
    }
}
