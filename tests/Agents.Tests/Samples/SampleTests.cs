using System.Runtime.CompilerServices;
using Bots.Fakes.Models;
using Bots.Samples;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Tests.Samples;

public sealed class SampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samples-").FullName;

    public static TheoryData<string, string> WithModels()
    {
        var data = new TheoryData<string, string>();
        foreach (var sample in SampleProgram.Names.Where(static name => name != "remote"))
            foreach (var provider in new[] { "openai", "anthropic" })
                data.Add(sample, provider);
        return data;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("basic-chat", "Your name is Alice.\n")]
    [InlineData("persistence", "Your name is Alice.\n", "Oslo")]
    [InlineData("memory", "Your name is Alice.\n", "known: ")]
    [InlineData("many-agents", "tea", "short sentences", "\n2\n")]
    [InlineData("branching", "blue.\n", "red.\n", "green.\n")]
    [InlineData("versions", "trip_merged: ", "Oslo", "blue", "2 messages in version 1")]
    [InlineData("workflow", "plan: ", "draft: ", "review: ", "characters\n")]
    [InlineData("custom-store", "Your name is Alice.\n", "FortyLineSessionStore does not offer ISessionCheckpoints")]
    public async Task It_runs_without_key_and_network(string sample, params string[] expected)
    {
        var (code, output) = await CapturedConsole.RunAsync(() => SampleProgram.RunAsync([sample, _folder], static _ => null));

        Assert.Equal(0, code);
        Assert.All(expected, part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_of_ones_own_makes_its_agents_as_the_documents_show()
    {
        await using var server = await ModelServer.StartAsync();
        server.Otherwise = static request => new ModelReply.Text($"{request.Model} answers");

        Assert.Equal("Your name is Alice.", await FirstProgram.BuiltInAsync());
        Assert.Equal("gpt-5-mini answers", await FirstProgram.OfProviderAsync("key", server.OpenAIEndpoint));
        using var client = new Parrot();
        Assert.Equal("You said: What's my name?", await FirstProgram.OverChatClientAsync(client));
    }

    [Theory]
    [MemberData(nameof(WithModels))]
    public async Task It_runs_with_a_model(string sample, string provider)
    {
        await using var server = await ModelServer.StartAsync();

        var (code, output) = await RunAsync(server, sample, provider);

        Assert.Equal(0, code);
        Assert.Contains(server.Requests, static request => request.Streams);
        Assert.Equal("custom-store" == sample, output.Contains("does not offer", StringComparison.Ordinal));
        Assert.All(server.Requests, static request => Assert.Equal("test-model", request.Model));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task An_agent_of_a_sample_calls_a_tool(string provider)
    {
        await using var server = await ModelServer.StartAsync();
        var handedOver = false;
        server.Otherwise = request =>
        {
            if (handedOver || !request.LastUserText.StartsWith("What's my topic", StringComparison.Ordinal)) return new ModelReply.Text("You said: ", request.LastUserText);
            handedOver = true;
            return new ModelReply.Tools(new ModelToolCall("c1", "hand_over", """{"agent":"writer","message":"Write down that the topic is tea."}"""));
        };

        var (code, output) = await RunAsync(server, "many-agents", provider);

        Assert.Equal((0, true), (code, handedOver));
        Assert.Contains("You said: Write down that the topic is tea.\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", 400, "refused the request")]
    [InlineData("openai", 401, "rejected the key")]
    [InlineData("openai", 429, "rate limit")]
    [InlineData("openai", 500, "problem of its own")]
    [InlineData("anthropic", 400, "refused the request")]
    [InlineData("anthropic", 401, "rejected the key")]
    [InlineData("anthropic", 429, "rate limit")]
    [InlineData("anthropic", 500, "problem of its own")]
    public async Task What_the_provider_refuses_is_told_in_one_sentence(string provider, int status, string told)
    {
        await using var server = await ModelServer.StartAsync();
        server.Enqueue(new ModelReply.Error(status, "No."));

        var (code, output) = await RunAsync(server, "basic-chat", provider);

        Assert.Equal(1, code);
        Assert.Contains(told, output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_stream_cut_in_the_middle_is_told_and_leaves_no_half_turn(string provider)
    {
        await using var server = await ModelServer.StartAsync();
        server.Enqueue(new ModelReply.Text("Hello Alice"), new ModelReply.Cut("Your name"));

        var (code, output) = await RunAsync(server, "persistence", provider);
        await using var store = new Sessions.Sqlite.SqliteSessionStore(Path.Combine(_folder, "chat.db"));

        Assert.Equal(1, code);
        Assert.Contains("broke off in the middle", output, StringComparison.Ordinal);
        Assert.Equal(["My name is Alice", "Hello Alice"], (await store.GetChatHistoryAsync("alice")).Select(static message => message.Content));
    }

    [Fact]
    public async Task Without_a_name_it_says_which_there_are()
    {
        var (code, output) = await CapturedConsole.RunAsync(() => SampleProgram.RunAsync([], static _ => null));

        Assert.Equal(2, code);
        Assert.Contains("basic-chat, persistence", output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> RunAsync(ModelServer server, string sample, string provider) => CapturedConsole.RunAsync(() => SampleProgram.RunAsync([sample, _folder], name => name switch
    {
        "Agents__default__Provider" => provider,
        "Agents__default__Model" => "test-model",
        "Agents__default__ApiKey" => "key",
        "Agents__default__Endpoint" => provider == "openai" ? server.OpenAIEndpoint : server.AnthropicEndpoint,
        "Agents__default__Retries" => "0",
        _ => null,
    }));

    private sealed class Parrot : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, $"You said: {messages.Last().Text}") { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
