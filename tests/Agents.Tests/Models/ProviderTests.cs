using System.Text.Json;
using Bots.Fakes;
using Bots.Fakes.Models;
using Bots.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static Bots.Agents.Tests.Asking;

namespace Bots.Agents.Tests.Models;

/// <summary>What every provider must do, with its official client, against the scripted server.</summary>
public abstract class ProviderTests : IAsyncLifetime
{
    private const string Key = "sk-a-very-secret-key";

    private protected ModelServer Server { get; private set; } = null!;

    private protected abstract AgentOptions Provider { get; }

    public async Task InitializeAsync() => Server = await ModelServer.StartAsync();

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();

    [Fact]
    public async Task Text_streams_in_the_pieces_the_model_sends()
    {
        Server.Enqueue(new ModelReply.Text("Hello", ", ", "Alice", "!"));

        var updates = await Agent().CollectAsync("Hi");

        Assert.Equal(["Hello", ", ", "Alice", "!"], updates.OfType<AgentUpdate.Text>().Select(static text => text.Value));
    }

    [Fact]
    public async Task Usage_is_reported_once_per_call()
    {
        Server.Enqueue(new ModelReply.Text("Hi") { Usage = new(120, 7, Cached: 100) });

        var usage = Assert.Single((await Agent().CollectAsync("Hi")).OfType<AgentUpdate.Usage>());

        Assert.Equal(new AgentUpdate.Usage("test-model", 120, 7, 100), usage);
    }

    [Fact]
    public async Task Instructions_history_and_prompt_arrive_in_order()
    {
        await Agent(static options => options.Instructions = "Be brief.").AskAsync("And now?", User("One"), Assistant("Two"), User("Three"), Assistant("Four"));

        var request = Assert.Single(Server.Requests);
        Assert.Equal("test-model", request.Model);
        Assert.Equal("Be brief.", SystemTextOf(request));
        Assert.Equal(["One", "Two", "Three", "Four", "And now?"], Conversation(request).Select(ModelRequest.TextOf));
        Assert.Equal(["user", "assistant", "user", "assistant", "user"], Conversation(request).Select(static message => message.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Only_the_newest_messages_are_sent_and_a_user_opens()
    {
        await Agent(static options => options.HistoryMessages = 2).AskAsync("Five", User("One"), Assistant("Two"), User("Three"), Assistant("Four"), User("Four and a half"));

        Assert.Equal(["Four and a half", "Five"], Conversation(Assert.Single(Server.Requests)).Select(ModelRequest.TextOf).SelectMany(static text => text.Split('\n')));
    }

    [Fact]
    public async Task Stored_tool_calls_and_results_are_sent_as_such()
    {
        var answer = await Agent().AskAsync("Thanks. And in Rome?", [User("Weather in Oslo?"), .. Calls("a", "b"), Result("a", "rain"), Result("b", "wind"), Assistant("Rain and wind.")]);

        Assert.Contains("And in Rome?", answer, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], ToolCallIdsOf(Assert.Single(Server.Requests)));
        Assert.Contains("rain", Server.Requests[0].Body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Oslo-a", Server.Requests[0].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Torn_tool_groups_are_mended_so_that_the_provider_accepts_them()
    {
        var answer = await Agent().AskAsync("Go on", [Result("lost", "from a call before the window"), Assistant("Well."), User("Hi"), .. Calls("a", "b"), Result("b", "wind"), User("Still there?")]);

        Assert.Contains("Go on", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("before the window", Server.Requests[0].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_messages_and_lone_surrogates_are_no_obstacle()
    {
        var answer = await Agent().AskAsync("Hi \ud83d there", User(""), Assistant("  "), User("a \udc00 b"), Assistant("c"));

        Assert.Contains("Hi \ufffd there", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("What is this?")]
    [InlineData(" ")]
    public async Task Pictures_are_sent_with_the_prompt_as_the_provider_wants_them(string prompt)
    {
        AgentAttachment[] pictures = [new("image/png", new byte[] { 1, 2, 3, 250 }), new("image/jpeg", new byte[] { 9 })];
        var request = new AgentRequest([User("Hi"), Assistant("Hello")], prompt) { Attachments = pictures };

        await foreach (var _ in Agent(static options => options.Vision = true).ReplyAsync(request)) { }

        var sent = Conversation(Assert.Single(Server.Requests)).ToList();
        Assert.Equal(["user", "assistant", "user"], sent.Select(static message => message.GetProperty("role").GetString()));
        Assert.Equal(prompt.Trim(), ModelRequest.TextOf(sent[2]));
        Assert.Equal(["image/png: AQID+g==", "image/jpeg: CQ=="], PicturesOf(sent[2]).Select(static picture => $"{picture.MediaType}: {Convert.ToBase64String(picture.Content)}"));
        Assert.Empty(sent.Take(2).SelectMany(PicturesOf));
    }

    [Fact]
    public async Task A_model_without_eyes_is_told_of_pictures()
    {
        var request = new AgentRequest([], "What is this?") { Attachments = [new("image/png", new byte[] { 1 })] };

        await foreach (var _ in Agent().ReplyAsync(request)) { }

        Assert.Equal("What is this?\n[1 picture(s) were sent with this, which you cannot see.]", Assert.Single(Server.Requests).LastUserText);
        Assert.Empty(Conversation(Server.Requests[0]).SelectMany(PicturesOf));
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_by_the_provider_and_told()
    {
        var request = new AgentRequest([], "What is this?") { Attachments = [new("image/tiff", new byte[] { 1 })] };

        var error = await Assert.ThrowsAsync<AgentException>(async () =>
        {
            await foreach (var _ in Agent(static options => options.Vision = true).ReplyAsync(request)) { }
        });

        Assert.NotEmpty(error.Message);
        Assert.DoesNotContain("failed unexpectedly", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_output_limit_is_passed_on()
    {
        await Agent(static options => options.MaxOutputTokens = 77).AskAsync("Hi");

        Assert.Equal(77, Server.Requests[0].Body.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task A_system_message_within_the_history_is_no_obstacle()
    {
        var answer = await Agent().AskAsync("Go on", new("system", "The user is called Alice."), User("Hi"), Assistant("Hello"), new("system", "It is late."), User("So"), Assistant("Yes?"));

        Assert.Contains("Go on", answer, StringComparison.Ordinal);
        Assert.Equal("You are a helpful assistant with memory.\n\nThe user is called Alice.\n\nIt is late.", SystemTextOf(Server.Requests[0]));
    }

    [Theory]
    [InlineData(401, AgentFailure.KeyRejected, false, "Agents:default:ApiKey")]
    [InlineData(403, AgentFailure.KeyRejected, false, "Agents:default:ApiKey")]
    [InlineData(404, AgentFailure.NotFound, false, "Agents:default:Model")]
    [InlineData(429, AgentFailure.RateLimited, true, "try again in 7 seconds")]
    [InlineData(413, AgentFailure.ContextTooLong, false, "Agents:default:Model")]
    [InlineData(402, AgentFailure.RateLimited, false, "quota")]
    [InlineData(400, AgentFailure.Rejected, false, "temperature is not supported")]
    [InlineData(500, AgentFailure.Unavailable, true, "HTTP 500")]
    [InlineData(503, AgentFailure.Unavailable, true, "HTTP 503")]
    [InlineData(529, AgentFailure.Unavailable, true, "HTTP 529")]
    [InlineData(302, AgentFailure.NotFound, false, "Agents:default:Endpoint")]
    public async Task A_refusal_becomes_one_sentence_that_names_the_remedy(int status, AgentFailure failure, bool transient, string remedy)
    {
        Server.Enqueue(new ModelReply.Error(status, $"temperature is not supported ({Key})") { RetryAfter = status == 429 ? 7 : null });

        var error = await Agent().FailAsync("Hi");

        Assert.Equal((failure, transient), (error.Failure, error.IsTransient));
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.Equal(status == 429 ? TimeSpan.FromSeconds(7) : null, error.RetryAfter);
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_key_is_not_repeated_in_the_error()
    {
        Server.Key = "another";

        var error = await Agent().FailAsync("Hi");

        Assert.Equal(AgentFailure.KeyRejected, error.Failure);
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("This model's maximum context length is 8192 tokens.", "context_length_exceeded")]
    [InlineData("prompt is too long: 210000 tokens > 200000 maximum", "invalid_request_error")]
    public async Task A_conversation_that_is_too_long_is_called_that(string message, string code)
    {
        Server.Enqueue(new ModelReply.Error(400, message) { Code = code });

        Assert.Equal(AgentFailure.ContextTooLong, (await Agent().FailAsync("Hi")).Failure);
    }

    [Fact]
    public async Task A_conversation_that_is_too_long_is_shortened_and_tried_once_more()
    {
        Server.Enqueue(new ModelReply.Error(400, "prompt is too long"), new ModelReply.Text("Now it fits."));

        var answer = await Agent().AskAsync("Six", [User("One"), Assistant("Two"), User("Three"), .. Calls("a"), Result("a", new string('x', 900)), Assistant("Four"), User("Five"), Assistant("Five and a half")]);

        Assert.Equal("Now it fits.", answer);
        Assert.Equal(["Five", "Five and a half", "Six"], Conversation(Server.Requests[1]).Select(ModelRequest.TextOf));
        Assert.StartsWith("You are a helpful assistant with memory.\n\nThe older part of this conversation is not shown", SystemTextOf(Server.Requests[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_that_stays_too_long_is_told_to_the_user()
    {
        Server.Enqueue(new ModelReply.Error(400, "prompt is too long"), new ModelReply.Error(400, "prompt is too long"));

        Assert.Equal(AgentFailure.ContextTooLong, (await Agent().FailAsync("Three", User("One"), Assistant("Two"))).Failure);
        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task A_long_tool_result_is_cut_when_the_turn_does_not_fit()
    {
        Server.Enqueue(new ModelReply.Error(400, "prompt is too long"), new ModelReply.Text("Fits."));

        Assert.Equal("Fits.", await Agent().AskAsync("", [User("One"), .. Calls("a"), Result("a", new string('x', 9_000))]));

        Assert.InRange(Server.Requests[1].Body.GetRawText().Length, 2_000, 4_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_cut_in_the_middle_is_a_failure(bool politely)
    {
        Server.Enqueue(new ModelReply.Cut("Half an", " ans") { Politely = politely });

        var error = await Agent(static options => options.Retries = 2).FailAsync("Hi");

        Assert.Equal((AgentFailure.Incomplete, true), (error.Failure, error.IsTransient));
        Assert.Single(Server.Requests); // Half an answer was shown: asking again is the caller's decision.
    }

    [Fact]
    public async Task An_error_within_the_stream_is_a_failure()
    {
        Server.Enqueue(new ModelReply.ErrorInStream("Half", "Overloaded"));

        Assert.True((await Agent().FailAsync("Hi")).IsTransient);
    }

    [Fact]
    public async Task An_answer_cut_at_the_output_limit_says_so()
    {
        Server.Enqueue(new ModelReply.Text("One, two,") { Finish = "length" });

        Assert.StartsWith("One, two,\n\n(The answer reached its length limit", await Agent().AskAsync("Count"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop", AgentFailure.Incomplete)]
    [InlineData("length", AgentFailure.Incomplete)]
    [InlineData("content_filter", AgentFailure.Rejected)]
    public async Task An_empty_answer_is_a_failure(string finish, AgentFailure failure)
    {
        Server.Enqueue(new ModelReply.Text { Finish = finish });

        Assert.Equal(failure, (await Agent().FailAsync("Hi")).Failure);
    }

    [Fact]
    public async Task A_page_that_is_no_model_server_is_called_that()
    {
        Server.Enqueue(new ModelReply.Raw("text/html", "<html>Please log in</html>"));

        Assert.Contains("Agents:default:Endpoint", (await Agent().FailAsync("Hi")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_called_that()
    {
        await Server.DisposeAsync();

        var error = await Agent().FailAsync("Hi");

        Assert.Equal((AgentFailure.Unavailable, true), (error.Failure, error.IsTransient));
        Assert.Contains("Agents:default:Endpoint", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passing_failure_is_retried_while_nothing_was_shown()
    {
        Server.Enqueue(new ModelReply.Error(500, "oops"), new ModelReply.Error(429, "slow down") { RetryAfter = 0 }, new ModelReply.Text("Here I am"));

        Assert.Equal("Here I am", await Agent(static options => options.Retries = 2).AskAsync("Hi"));
        Assert.Equal(3, Server.Requests.Count);
    }

    [Fact]
    public async Task A_long_wait_is_left_to_the_caller()
    {
        Server.Enqueue(new ModelReply.Error(429, "slow down") { RetryAfter = 120 });

        Assert.Equal(TimeSpan.FromMinutes(2), (await Agent(static options => options.Retries = 2).FailAsync("Hi")).RetryAfter);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_silent_model_is_cut_off()
    {
        var clock = new TestClock();
        Server.Enqueue(new ModelReply.Hang("Well"));

        var asking = Agent(time: clock).FailAsync("Hi");
        await Eventually.TrueAsync(() => Server.Requests.Count == 1 && clock.PendingTimers > 0, "the request");
        while (!asking.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(101));
            await Task.WhenAny(asking, Task.Delay(10));
        }

        var error = await asking;
        Assert.Equal((AgentFailure.TimedOut, true), (error.Failure, error.IsTransient));
        Assert.Contains("Agents:default:Timeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_stops_the_call_at_the_provider()
    {
        Server.Enqueue(new ModelReply.Hang("Well"));
        using var stop = new CancellationTokenSource();

        var error = await Record.ExceptionAsync(async () =>
        {
            await foreach (var _ in Agent().ReplyAsync(new([], "Hi"), stop.Token)) await stop.CancelAsync();
        });

        Assert.IsAssignableFrom<OperationCanceledException>(error);
    }

    [Fact]
    public async Task Requests_run_side_by_side()
    {
        var reached = 0;
        Server.Otherwise = _ =>
        {
            Interlocked.Increment(ref reached);
            return new ModelReply.Text("Done") { Delay = TimeSpan.FromSeconds(1) };
        };
        var agent = Agent();

        var all = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => agent.AskAsync("Hi")));
        await Eventually.TrueAsync(() => reached == 8 || all.IsCompleted, "eight requests");

        Assert.False(all.IsCompleted);
        Assert.All(await all, static answer => Assert.Equal("Done", answer));
    }

    private protected ConfiguredAgent Agent(Action<AgentOptions>? change = null, TimeProvider? time = null)
    {
        var provider = Provider;
        (provider.Model, provider.ApiKey, provider.Retries) = ("test-model", Key, 0);
        change?.Invoke(provider);
        var options = new AgentsOptions { Agents = { ["default"] = provider } };
        return new AgentCatalog(Options.Create(options), time ?? TimeProvider.System, NullLoggerFactory.Instance).Find("default")!;
    }

    private protected abstract string SystemTextOf(ModelRequest request);

    private protected abstract IEnumerable<string> ToolCallIdsOf(ModelRequest request);

    private protected abstract IEnumerable<ModelPicture> PicturesOf(JsonElement message);

    private protected static IEnumerable<JsonElement> PartsOf(JsonElement message, string type) =>
        (message.GetProperty("content") is { ValueKind: JsonValueKind.Array } parts ? parts.EnumerateArray() : default).Where(part => part.GetProperty("type").GetString() == type);

    private static IEnumerable<JsonElement> Conversation(ModelRequest request) =>
        request.Messages.Where(static message => message.GetProperty("role").GetString() != "system");

    private static SessionMessage[] Calls(params string[] ids) =>
        [new("assistant", "") { Metadata = new() { ToolCalls = JsonSerializer.SerializeToElement(ids.Select(static id => new { id, type = "function", function = new { name = "weather", arguments = $"{{\"city\":\"Oslo-{id}\"}}" } })) } }];

    private static SessionMessage Result(string id, string text) => new("tool", text) { Metadata = new() { ToolCallId = id } };
}
