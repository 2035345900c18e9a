using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Looks for a reply that may stand in its channel already, where the nonce of an earlier attempt can no longer tell.</summary>
internal sealed class SentSearch(DiscordContext context, RecentSends sends)
{
    private const int PageSize = 100;
    private const int MostPages = 5;

    // Discord checks a nonce against "the past few minutes" (resources/message, create message); how many is not said.
    private static readonly TimeSpan NonceLife = TimeSpan.FromMinutes(2);

    // Between the clocks of the host that stored the reply and of the one that looks.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(10);

    /// <summary>Whether an attempt may have come through so long ago that its nonce is forgotten.</summary>
    public bool IsNeeded(OutboxEntry entry) => entry.IsUncertain && context.Time.GetUtcNow() - entry.CreatedAt > NonceLife;

    /// <summary>Looks through what was written since the question.</summary>
    public async Task<Finding> FindAsync(OutboxEntry entry, DiscordPayload payload, CancellationToken cancellationToken)
    {
        var since = context.Clock.ToTheirs(entry.CreatedAt) - ClockTolerance;
        // The question itself is in the list as well: a list without anything says that the channel may not be read.
        var after = QuestionOf(payload) is > 0 and var question ? $"{question - 1}" : DiscordMapping.SnowflakeAt(since);
        for (var pages = 0; pages < MostPages; pages++)
        {
            if (await ListAsync(payload.Channel, after, cancellationToken) is not { NewestId: { } newest } page) return new(null, IsSure: pages > 0);
            if (page.Messages.FirstOrDefault(message => IsIt(message, entry, payload, since)) is { } found) return new(found, IsSure: true);
            if (page.IsLast) return new(null, IsSure: true);
            after = newest;
        }

        return new(null, IsSure: false);
    }

    private async Task<MessagePage?> ListAsync(string channel, string after, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Messages.ListAfterAsync(channel, after, PageSize, cancellationToken);
        }
        catch (DiscordApiException exception) when (exception is { Status: 403 or 404, IsForeign: false })
        {
            return null;
        }
    }

    private bool IsIt(DiscordMessage message, OutboxEntry entry, DiscordPayload payload, DateTimeOffset since)
    {
        if (message is not { Author.Bot: true, WebhookId: null } || sends.IsAnothers(message.Id, entry.Id)) return false;
        // In a direct conversation answers quote nothing, and the same words may have been said before.
        var isQuoted = payload.ReplyTo is { } question && message.ReferencedMessage?.Id == question;
        if (message.ReferencedMessage is not null && !isQuoted) return false;
        if (ShownText.IsSame(message, payload)) return isQuoted || (message.EditedTimestamp ?? DiscordMapping.TimeOf(message.Id)) >= since;
        return payload.Part == 0 && Preview.IsUnfinished(message.Content) && ShownText.IsBeginning(message.Content, payload.Content);
    }

    // What is answered: a message, a changed one (which has the time of the change behind its id), or an interaction.
    private static long QuestionOf(DiscordPayload payload) => DiscordMapping.Number(payload.Source.Split('@')[0]);
}

/// <summary>What came of a search.</summary>
/// <param name="Message">The reply, or a preview of it; null when there is none.</param>
/// <param name="IsSure">False when not all could be looked at.</param>
internal sealed record Finding(DiscordMessage? Message, bool IsSure);
