using System.Runtime.CompilerServices;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Models.Anthropic;

/// <summary>The official client with what it leaves open: the system prompt marked for caching, errors within a stream as errors of a status, and answers that break off.</summary>
internal sealed class AnthropicChatClient(IChatClient inner, bool cachePrompt) : DelegatingChatClient(inner)
{
    // The types of https://docs.anthropic.com/en/api/errors and the status each has outside a stream.
    private static readonly (string Type, int Status)[] StreamErrors =
        [("invalid_request_error", 400), ("authentication_error", 401), ("permission_error", 403), ("not_found_error", 404), ("request_too_large", 413), ("rate_limit_error", 429), ("api_error", 500), ("overloaded_error", 529)];

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(Prepare(messages), options, cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = base.GetStreamingResponseAsync(Prepare(messages), options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var isFinished = false;
        while (await MoveNextAsync(updates))
        {
            isFinished |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }

        if (!isFinished) throw ModelErrors.Broken();
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (AnthropicSseException error)
        {
            var known = Array.Find(StreamErrors, pair => error.Message.Contains(pair.Type, StringComparison.Ordinal));
            throw new ModelHttpException(known.Status is 0 ? 500 : known.Status, error.Message);
        }
    }

    private IEnumerable<ChatMessage> Prepare(IEnumerable<ChatMessage> messages) =>
        cachePrompt ? messages.Select(static (message, index) => index == 0 && message.Role == ChatRole.System ? Cached(message) : message) : messages;

    private static ChatMessage Cached(ChatMessage message) =>
        new(ChatRole.System, [.. message.Contents.Select(static (part, index) => index == 0 && part is TextContent text ? new TextContent(text.Text).WithCacheControl(new CacheControlEphemeral()) : part)]);
}
