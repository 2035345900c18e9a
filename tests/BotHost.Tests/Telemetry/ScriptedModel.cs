using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Bots.BotHost.Tests.Telemetry;

/// <summary>A model that calls a tool once and then answers, counting tokens.</summary>
internal sealed class ScriptedModel(string tool) : IChatClient
{
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var isFirst = messages.All(static message => message.Role != ChatRole.Tool);
        if (isFirst) yield return new(ChatRole.Assistant, [new FunctionCallContent("1", tool, new Dictionary<string, object?>())]) { FinishReason = ChatFinishReason.ToolCalls };
        else yield return new(ChatRole.Assistant, "It is late.") { FinishReason = ChatFinishReason.Stop };
        yield return new(ChatRole.Assistant, [new UsageContent(new() { InputTokenCount = 100, OutputTokenCount = 7 })]);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Agents stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
