using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Bots.Agents.Models.OpenAI;

/// <summary>The official OpenAI client as an <see cref="IChatClient"/>.</summary>
internal sealed class OpenAIChatClient(ChatClient client, bool isCompatible) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var completion = (await client.CompleteChatAsync(OpenAIRequest.Messages(messages), OpenAIRequest.Options(options, isCompatible), cancellationToken)).Value;
        var contents = completion.Content.Where(static part => part.Text is { Length: > 0 }).Select(static part => (AIContent)new TextContent(part.Text))
            .Concat(completion.ToolCalls.Select(static call =>
                ToolCallJson.Parse(call.Id, call.FunctionName, call.FunctionArguments.ToString())));
        return new(new ChatMessage(ChatRole.Assistant, [.. contents]))
        {
            ModelId = completion.Model,
            ResponseId = completion.Id,
            FinishReason = OpenAIResponse.Finish(completion.FinishReason),
            Usage = completion.Usage is { } usage ? OpenAIResponse.Usage(usage) : null,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (calls, isFinished) = (new StreamedToolCalls(), false);
        var stream = client.CompleteChatStreamingAsync(OpenAIRequest.Messages(messages), OpenAIRequest.Options(options, isCompatible), cancellationToken);
        await foreach (var chunk in stream.WithCancellation(cancellationToken))
        {
            calls.Add(chunk.ToolCallUpdates);
            isFinished |= chunk.FinishReason is not null;
            yield return OpenAIResponse.Update(chunk);
        }

        if (!isFinished) throw ModelErrors.Broken();
        if (calls.Complete() is { Count: > 0 } complete) yield return new(ChatRole.Assistant, [.. complete]);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(client) ? client : null;

    public void Dispose()
    {
        // The official client holds nothing to dispose; its connections live as long as the process.
    }
}
