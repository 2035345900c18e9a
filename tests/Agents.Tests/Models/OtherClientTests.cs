using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Tests.Models;

/// <summary>Clients of others, which end their answers as they like.</summary>
public sealed class OtherClientTests
{
    [Fact]
    public async Task An_answer_that_ends_without_a_reason_is_one()
    {
        await using var agent = new ChatClientAgent(new Client(static () => [new(ChatRole.Assistant, "All "), new(ChatRole.Assistant, "of it.")]));

        Assert.Equal("All of it.", await agent.AskAsync("Hi"));
        Assert.Equal("All of it.", (await agent.SummarizeAsync("Sum it up")).Text);
    }

    [Fact]
    public async Task Calls_that_end_without_a_reason_are_done()
    {
        var round = 0;
        await using var agent = new ChatClientAgent(
            new Client(() => [round++ == 0 ? new(ChatRole.Assistant, [new FunctionCallContent("1", "time", new Dictionary<string, object?>())]) : new(ChatRole.Assistant, "It is late.")]),
            tools: AIFunctionFactory.Create(static () => "23:59", "time"));

        Assert.Equal("It is late.", await agent.AskAsync("Hi"));
        Assert.Equal(2, round);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task One_without_a_word_is_a_failure(string? text)
    {
        await using var agent = new ChatClientAgent(new Client(() => text is null ? [] : [new(ChatRole.Assistant, text)]));

        Assert.Contains("empty answer", (await agent.FailAsync("Hi")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_fails_on_the_way_broke_off()
    {
        await using var agent = new ChatClientAgent(new Client(static () => [new(ChatRole.Assistant, "Half an")], new IOException("The connection was reset.")));

        Assert.Equal((AgentFailure.Incomplete, "The model's answer broke off in the middle; please ask again."), await agent.FailAsync("Hi") is var error ? (error.Failure, error.Message) : default);
    }

    private sealed class Client(Func<IReadOnlyList<ChatResponseUpdate>> answer, Exception? end = null) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            foreach (var update in answer()) yield return update;
            if (end is not null) throw end;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
