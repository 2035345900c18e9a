using Bots.Fakes;
using Bots.Fakes.Models;
using Bots.Fakes.ToolServer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.Agents.Tests.Tools;

/// <summary>Tool servers by configuration, with the official client and a server in a process of its own or over HTTP.</summary>
public sealed class ToolServerTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private ModelServer _model = null!;
    private HttpToolServer _http = null!;
    private ServiceProvider? _services;

    public async Task InitializeAsync() => (_model, _http) = (await ModelServer.StartAsync(), await HttpToolServer.StartAsync());

    public async Task DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        await _http.DisposeAsync();
        await _model.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Its_tools_are_offered_and_called(bool overHttp)
    {
        var agent = Agent(overHttp ? Http() : Program());

        Assert.Equal("Echo: hi", await CallAsync(agent, "echo", """{"text":"hi"}"""));
        Assert.Equal("Echo: again", await CallAsync(agent, "echo", """{"text":"again"}"""));
        Assert.Equal(["broken", "die", "echo", "environment", "flood", "hang"], _model.Requests[0].ToolNames.Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Its_failure_is_told_to_the_model(bool overHttp) =>
        Assert.StartsWith("Error: ", await CallAsync(Agent(overHttp ? Http() : Program()), "broken", "{}"), StringComparison.Ordinal);

    [Fact]
    public async Task Of_its_tools_only_the_allowed_are_offered()
    {
        await CallAsync(Agent([.. Program(), ("Allow:0", "fake/e*")]), "die", "{}");

        Assert.Equal(["echo", "environment"], _model.Requests[0].ToolNames.Order());
    }

    [Fact]
    public async Task A_program_gets_its_own_environment_and_not_the_hosts()
    {
        Environment.SetEnvironmentVariable("BOTS_TEST_SECRET", "do not tell");
        var agent = Agent([.. Program(), ("Servers:fake:Environment:GREETING", "hello")]);

        Assert.Equal("hello", await CallAsync(agent, "environment", """{"name":"GREETING"}"""));
        Assert.Equal("(not set)", await CallAsync(agent, "environment", """{"name":"BOTS_TEST_SECRET"}"""));
    }

    [Fact]
    public async Task A_program_that_dies_is_started_again()
    {
        var agent = Agent(Program());

        Assert.StartsWith("Error: ", await CallAsync(agent, "die", "{}"), StringComparison.Ordinal);
        Assert.Equal("Echo: back", await CallAsync(agent, "echo", """{"text":"back"}"""));
    }

    [Fact]
    public async Task A_program_that_writes_a_line_without_end_is_ended_and_started_again()
    {
        var agent = Agent(Program());

        Assert.Equal("Error: the tool server \"fake\" wrote a line of more than 16 MB and was ended.", await CallAsync(agent, "flood", "{}"));
        Assert.Equal("Echo: back", await CallAsync(agent, "echo", "{\"text\":\"back\"}"));
    }

    [Theory]
    [InlineData("sh", "-c", "echo No licence. >&2; exit 7", "sh ended with exit code 7: No licence.")]
    [InlineData("sh", "-c", "exec cat /dev/zero", "the tool server \\u0022fake\\u0022 wrote a line of more than 16 MB and was ended.")]
    public async Task Of_a_program_that_never_was_a_tool_server_the_model_knows_why_it_cannot_be_used(string command, string first, string second, string told)
    {
        var agent = Agent([("Servers:fake:Command", command), ("Servers:fake:Arguments:0", first), ("Servers:fake:Arguments:1", second)]);

        Assert.Equal("You said: Hi", await agent.AskAsync("Hi"));

        Assert.Contains($"cannot be used right now: {told}", _model.Requests[0].Body.GetRawText().Replace("\\\"", "\\u0022", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_hangs_is_cut_and_the_server_stays_usable()
    {
        var agent = Agent([.. Program(), ("Timeout", "00:00:07")]);
        Assert.Equal("Echo: a", await CallAsync(agent, "echo", """{"text":"a"}"""));

        var hanging = CallAsync(agent, "hang", "{}");
        while (!hanging.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(hanging, Task.Delay(100));
        }

        Assert.Equal("Error: hang did not answer within 7 seconds.", await hanging);
        Assert.Equal("Echo: b", await CallAsync(agent, "echo", """{"text":"b"}"""));
    }

    [Fact]
    public async Task Who_gives_up_while_it_connects_takes_no_tools_away_from_the_next()
    {
        var agent = Agent(Http());
        _http.Gate = Task.Delay(Timeout.Infinite);
        using var impatient = new CancellationTokenSource();
        var first = agent.ReplyAsync(new([], "Hi"), impatient.Token).ToListAsync().AsTask();
        await _http.Asked.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        _http.Gate = Task.CompletedTask;

        Assert.Equal("Echo: hi", await CallAsync(agent, "echo", """{"text":"hi"}"""));
    }

    [Fact]
    public async Task Without_its_server_the_agent_answers_and_the_model_knows_why()
    {
        var agent = Agent([("Servers:fake:Command", "/there/is/no/such/program")]);

        Assert.Equal("You said: Hi", await agent.AskAsync("Hi"));

        Assert.Contains("The tools of \\u0022fake\\u0022 cannot be used right now", _model.Requests[0].Body.GetRawText().Replace("\\\"", "\\u0022", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(_model.Requests[0].ToolNames);
    }

    [Fact]
    public async Task A_key_that_a_server_rejects_is_not_repeated()
    {
        var agent = Agent([("Servers:fake:Url", _http.Url), ("Servers:fake:Headers:Authorization", "Bearer secret-but-wrong")]);

        await agent.AskAsync("Hi");

        Assert.Contains("cannot be used right now", _model.Requests[0].Body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-but-wrong", _model.Requests[0].Body.GetRawText(), StringComparison.Ordinal);
    }

    private (string, string)[] Http() => [("Servers:fake:Url", _http.Url), ("Servers:fake:Headers:Authorization", HttpToolServer.Authorization)];

    private static (string, string)[] Program() => [("Servers:fake:Command", "dotnet"), ("Servers:fake:Arguments:0", typeof(FakeTools).Assembly.Location)];

    /// <summary>Lets the model call a tool; returns the result the model was shown.</summary>
    private async Task<string> CallAsync(IAgent agent, string tool, string arguments)
    {
        _model.Enqueue(new ModelReply.Tools(new ModelToolCall("a", tool, arguments)), new ModelReply.Text("Done."));
        await agent.AskAsync("Go");
        return ModelRequest.TextOf(_model.Requests[^1].Messages[^1]);
    }

    private ConfiguredAgent Agent((string Key, string Value)[] tools)
    {
        (string Key, string Value)[] model = [("Provider", "openai"), ("Model", "m"), ("Endpoint", _model.OpenAIEndpoint)];
        var settings = model.Concat(tools.Select(static pair => ($"Tools:{pair.Key}", pair.Value))).Select(static pair => KeyValuePair.Create($"Agents:default:{pair.Item1}", (string?)pair.Item2));
        _services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<TimeProvider>(_clock).AddAgents().BuildServiceProvider();
        return _services.GetRequiredService<IAgentCatalog>().Find("default")!;
    }
}
