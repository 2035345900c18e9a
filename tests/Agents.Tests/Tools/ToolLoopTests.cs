using System.ComponentModel;
using System.Text.Json;
using Bots.Fakes;
using Bots.Fakes.Models;
using Bots.Sessions;
using Bots.Sessions.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bots.Agents.Tests.Tools;

/// <summary>The tool loop, with each provider's official client against the scripted server.</summary>
public sealed class ToolLoopTests : IAsyncLifetime
{
    private ModelServer _server = null!;

    public static TheoryData<Exception, string> OwnFailures => new()
    {
        { new TimeoutException("The database was locked."), "Error: The database was locked." },
        { new TimeoutException(""), "Error: TimeoutException" },
        { new OperationCanceledException("The printer gave up."), "Error: The printer gave up." },
        { new InvalidOperationException(" "), "Error: InvalidOperationException" },
    };

    public static TheoryData<string> Providers => ["openai", "anthropic"];

    public async Task InitializeAsync() => _server = await ModelServer.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_model_calls_a_tool_and_answers_with_its_result(string provider)
    {
        _server.Enqueue(new ModelReply.Tools(Call("a", "weather", """{"city":"Oslo","days":2}""")), new ModelReply.Text("It rains."));

        var updates = await Agent(provider, Weather()).CollectAsync("Weather in Oslo?");

        Assert.Equal(["weather"], _server.Requests[0].ToolNames);
        Assert.Contains("Rain in Oslo for 2 days", _server.Requests[1].Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("It rains.", string.Concat(updates.OfType<AgentUpdate.Text>().Select(static text => text.Value)));
        Assert.Equal(2, updates.OfType<AgentUpdate.Usage>().Count());
    }

    [Fact]
    public async Task A_call_has_failed_when_it_has_and_not_when_its_result_speaks_of_errors()
    {
        _server.Enqueue(
            new ModelReply.Tools(Call("a", "grep", "{}"), Call("b", "boom", "{}"), Call("c", "nothing", "{}")), new ModelReply.Text("Found."));
        var grep = AIFunctionFactory.Create(static () => "Error: disk full (line 7 of app.log)", "grep");
        var boom = AIFunctionFactory.Create(string () => throw new InvalidOperationException("It is closed."), "boom");
        await using var session = new Session("s", Agent("openai", grep, boom), new MemorySessionStore());

        await session.ChatAsync("Find errors");

        Assert.Equal([("boom", 1, 1), ("grep", 1, 0), ("nothing", 1, 1)], (await session.AnalyzeAsync()).Tools.Select(static tool => (tool.Tool, tool.Calls, tool.Failures)));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Calls_and_results_are_stored_as_one_group_and_accepted_again(string provider)
    {
        _server.Enqueue(
            new ModelReply.Tools(Call("a", "weather", """{"city":"Oslo","days":1}"""), Call("b", "weather", """{"city":"Rome","days":1}""")) { Saying = "Let me look." },
            new ModelReply.Text("Rain and sun."), new ModelReply.Text("Gladly."));
        await using var session = new Session("s", Agent(provider, Weather()), new MemorySessionStore());

        Assert.Equal("Let me look.\n\nRain and sun.", await session.ChatAsync("Weather?"));
        await session.ChatAsync("Thanks");

        var history = await session.GetHistoryAsync();
        Assert.Equal(["user", "assistant", "tool", "tool", "assistant", "user", "assistant"], history.Select(static message => message.Role));
        Assert.Equal(["a", "b"], history[1].Metadata.ToolCalls!.Value.EnumerateArray().Select(static call => call.GetProperty("id").GetString()));
        Assert.Equal("{\"city\":\"Rome\",\"days\":1}", history[1].Metadata.ToolCalls!.Value[1].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal([("a", "Rain in Oslo for 1 days"), ("b", "Rain in Rome for 1 days")], history.Skip(2).Take(2).Select(static message => (message.Metadata.ToolCallId, message.Content)));
        Assert.Equal("weather", history[2].Metadata.GetString("name"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Arguments_with_half_a_character_are_told_to_the_model(string provider)
    {
        _server.Enqueue(new ModelReply.Tools(Call("a", "weather", """{"city":"a\ud800b","days":1}""")), new ModelReply.Text("Sorry."));
        await using var session = new Session("s", Agent(provider, Weather()), new MemorySessionStore());

        Assert.Equal("Sorry.", await session.ChatAsync("Weather?"));
        Assert.Contains("not a valid JSON object", (await session.GetHistoryAsync())[2].Content, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_failing_tool_is_told_to_the_model(string provider)
    {
        _server.Enqueue(new ModelReply.Tools(Call("a", "broken", "{}")), new ModelReply.Text("Sorry."));
        var broken = AIFunctionFactory.Create(string () => throw new InvalidOperationException("The station is closed."), "broken");

        Assert.Equal("Sorry.", await Agent(provider, broken).AskAsync("Weather?"));

        Assert.Contains("Error: The station is closed.", _server.Requests[1].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OwnFailures))]
    public async Task A_tools_own_time_out_is_told_in_its_own_words_and_a_failure_without_words_by_its_name(Exception failure, string told)
    {
        _server.Enqueue(new ModelReply.Tools(Call("a", "broken", "{}")), new ModelReply.Text("Sorry."));
        var broken = AIFunctionFactory.Create(async Task<string> () =>
        {
            await Task.Yield();
            throw failure;
        }, "broken");

        Assert.Equal("Sorry.", await Agent("openai", broken).AskAsync("Weather?"));

        Assert.Contains(told, _server.Requests[1].Body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("did not answer", _server.Requests[1].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tool_that_hangs_is_cut(bool blocksItsThread)
    {
        using var never = new ManualResetEventSlim();
        var clock = new TestClock();
        var called = new TaskCompletionSource();
        _server.Enqueue(new ModelReply.Tools(Call("a", "slow", "{}")), new ModelReply.Text("Too slow."));
        var slow = AIFunctionFactory.Create(async () =>
        {
            called.SetResult();
            if (blocksItsThread) never.Wait();
            else await Task.Delay(Timeout.Infinite);
        }, "slow");

        var asking = Agent("openai", [slow], time: clock).AskAsync("Go");
        await called.Task;
        await Eventually.TrueAsync(() => clock.PendingTimers > 0, "the tool's limit");
        clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("Too slow.", await asking);
        Assert.Contains("Error: slow did not answer within 30 seconds.", _server.Requests[1].Body.GetRawText(), StringComparison.Ordinal);
        never.Set();
    }

    [Fact]
    public async Task A_tool_may_have_a_limit_of_its_own()
    {
        var (clock, called) = (new TestClock(), new TaskCompletionSource());
        _server.Enqueue(new ModelReply.Tools(Call("a", "slow", "{}")), new ModelReply.Text("Too slow."));
        var slow = AIFunctionFactory.Create(async () =>
        {
            called.SetResult();
            await Task.Delay(Timeout.Infinite);
        }, "slow");

        var asking = Agent("openai", [slow], static options => options.Tools.Timeouts["SLOW"] = TimeSpan.FromSeconds(2), clock).AskAsync("Go");
        await called.Task;
        await Eventually.TrueAsync(() => clock.PendingTimers > 0, "the tool's limit");
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("Too slow.", await asking);
        Assert.Contains("Error: slow did not answer within 2 seconds.", _server.Requests[1].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_sees_the_request_and_is_cancelled_with_it()
    {
        AgentRequest? seen = null;
        using var stop = new CancellationTokenSource();
        _server.Enqueue(new ModelReply.Tools(Call("a", "tool", "{}")));
        var tool = AIFunctionFactory.Create(async (AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        {
            seen = (AgentRequest)arguments.Context![typeof(AgentRequest)]!;
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }, "tool");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Agent("openai", tool).ReplyAsync(new([], "Go"), stop.Token)) { }
        });

        Assert.Equal("Go", seen!.Prompt);
    }

    [Theory]
    [InlineData("unknown", "{}", "there is no tool \\u0022unknown\\u0022. There are: weather.")]
    [InlineData("weather", "{city: Oslo", "not a valid JSON object")]
    [InlineData("weather", "{}", "Error:")]
    public async Task A_wrong_call_is_told_to_the_model(string name, string arguments, string told)
    {
        _server.Enqueue(new ModelReply.Tools(Call("a", name, arguments)), new ModelReply.Text("Done."));

        Assert.Equal("Done.", await Agent("openai", Weather()).AskAsync("Go"));

        Assert.Contains(told.Replace("\\u0022", "\\\"", StringComparison.Ordinal), _server.Requests[1].Body.GetRawText().Replace("\\u0022", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task After_the_last_round_the_model_must_answer(string provider)
    {
        _server.Otherwise = static request => request.Body.TryGetProperty("tool_choice", out var choice) && choice.GetRawText().Contains("none", StringComparison.Ordinal)
            ? new ModelReply.Text("That is all.")
            : new ModelReply.Tools(Call($"c{request.Messages.Count}", "weather", """{"city":"Oslo","days":1}"""));

        Assert.Equal("That is all.", await Agent(provider, [Weather()], static options => options.Tools.MaxRounds = 3).AskAsync("Go"));
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task A_model_that_never_stops_calling_is_stopped()
    {
        _server.Otherwise = static request => new ModelReply.Tools(Call($"c{request.Messages.Count}", "weather", """{"city":"Oslo","days":1}"""));

        var error = await Agent("openai", [Weather()], static options => options.Tools.MaxRounds = 2).FailAsync("Go");

        Assert.Contains("Agents:default:Tools:MaxRounds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_beyond_the_limit_are_told_to_the_model_and_not_made()
    {
        var made = 0;
        _server.Enqueue(new ModelReply.Tools([.. Enumerable.Range(0, 5).Select(static i => Call($"c{i}", "count", "{}"))]), new ModelReply.Text("Done."));

        await Agent("openai", [AIFunctionFactory.Create(() => Interlocked.Increment(ref made), "count")], static options => options.Tools.MaxCalls = 3).AskAsync("Go");

        Assert.Equal(3, made);
        Assert.Contains("one answer may make 3 calls", _server.Requests[1].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_result_is_cut_and_the_model_is_told()
    {
        _server.Enqueue(new ModelReply.Tools(Call("a", "huge", "{}")), new ModelReply.Text("Done."));

        await Agent("openai", AIFunctionFactory.Create(static () => new string('x', 100_000), "huge")).AskAsync("Go");

        var body = _server.Requests[1].Body.GetRawText();
        Assert.InRange(body.Length, 20_000, 22_000);
        Assert.Contains("The result has 100000 characters; the rest is cut.", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_allowed_tools_are_offered_and_run()
    {
        var deleted = false;
        _server.Enqueue(new ModelReply.Tools(Call("a", "delete_all", "{}")), new ModelReply.Text("Done."));
        var delete = AIFunctionFactory.Create(() => deleted = true, "delete_all");

        await Agent("openai", [Weather(), delete], static options => options.Tools.Allow.Add("wea*")).AskAsync("Go");

        Assert.Equal(["weather"], _server.Requests[0].ToolNames);
        Assert.False(deleted);
    }

    [Fact]
    public async Task Calls_of_one_round_run_side_by_side()
    {
        using var together = new Barrier(3);
        _server.Enqueue(new ModelReply.Tools(Call("a", "meet", "{}"), Call("b", "meet", "{}"), Call("c", "meet", "{}")), new ModelReply.Text("Done."));

        await Agent("openai", AIFunctionFactory.Create(() => together.SignalAndWait(TimeSpan.FromSeconds(25)), "meet")).AskAsync("Go");

        Assert.DoesNotContain("false", _server.Requests[1].Messages[^1].GetProperty("content").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_after_a_tool_call_leaves_no_half_turn()
    {
        _server.Enqueue(new ModelReply.Tools(Call("a", "weather", """{"city":"Oslo","days":1}""")), new ModelReply.Cut("Half"));
        await using var session = new Session("s", Agent("openai", Weather()), new MemorySessionStore());

        await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("Weather?"));

        Assert.Empty(await session.GetHistoryAsync());
    }

    private static ModelToolCall Call(string id, string name, string arguments) => new(id, name, arguments);

    private static AIFunction Weather() =>
        AIFunctionFactory.Create(static ([Description("A city")] string city, int days) => $"Rain in {city} for {days} days", "weather", "Tells the weather");

    private ConfiguredAgent Agent(string provider, params AIFunction[] tools) => Agent(provider, tools, null);

    private ConfiguredAgent Agent(string provider, AIFunction[] tools, Action<AgentOptions>? change = null, TimeProvider? time = null)
    {
        var agent = new AgentOptions { Provider = provider, Model = "m", ApiKey = "k", Retries = 0, Endpoint = provider == "openai" ? _server.OpenAIEndpoint : _server.AnthropicEndpoint };
        change?.Invoke(agent);
        var options = new AgentsOptions { Agents = { ["default"] = agent } };
        foreach (var tool in tools) options.Functions.Add(tool);
        return new AgentCatalog(Options.Create(options), time ?? TimeProvider.System, NullLoggerFactory.Instance).Find("default")!;
    }
}
