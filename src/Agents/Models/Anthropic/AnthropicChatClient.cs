using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Models.Anthropic;

/// <summary>Marks the system prompt for caching, where that is wanted.</summary>
internal sealed class AnthropicChatClient(IChatClient inner, bool cachePrompt) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(Prepare(messages), options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(Prepare(messages), options, cancellationToken);

    private IEnumerable<ChatMessage> Prepare(IEnumerable<ChatMessage> messages) =>
        cachePrompt ? messages.Select(static (message, index) => index == 0 && message.Role == ChatRole.System ? Cached(message) : message) : messages;

    private static ChatMessage Cached(ChatMessage message) =>
        new(ChatRole.System, [new TextContent(message.Text).WithCacheControl(new CacheControlEphemeral())]);
}
