using System.Runtime.CompilerServices;
using Bots.Adapters.Discord.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Fetches what was written while no session listened.</summary>
internal sealed partial class Backfill(DiscordContext context, ChannelDirectory channels, FetchedMembers members)
{
    private const int PageSize = 100;

    // In a busy channel most messages are none of ours: they are looked through, and not counted.
    private const int LookedThrough = 10;

    private readonly ILogger _logger = context.Logger;
    private bool _isToldOfLimit;

    /// <summary>The messages of a channel after a message that may be meant for the bot, oldest first, as the gateway would have sent them; none when the channel is gone.</summary>
    /// <remarks>Waits through outages: leaving messages out would lose them. Where the setting leaves some out, that is said, once.</remarks>
    public async IAsyncEnumerable<DiscordMessage> AfterAsync(string channelId, string messageId, DiscordSelf self, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await OutagePatience.AskAsync(context.Time, token => channels.FindAsync(channelId, token), cancellationToken) is not { } channel) yield break;
        var most = context.Options.BackfillMessages;
        for (var (found, seen) = (0, 0); seen < Math.Max(PageSize, most) * LookedThrough;)
        {
            var after = messageId;
            var page = await OutagePatience.AskAsync(context.Time, async token => await context.Messages.ListAfterAsync(channelId, after, PageSize, token), cancellationToken);
            foreach (var message in (page?.Messages ?? []).Select(message => context.OwnRoles.Recognise(message with { GuildId = channel.GuildId, ChannelType = channel.Type }, self)))
            {
                if (!MayBeForUs(message, self)) continue;
                if (++found > most) break;
                yield return await members.CompleteAsync(message, cancellationToken);
            }

            if (found > most) break;
            if (page is not { IsLast: false, NewestId: { } newest }) yield break;
            (messageId, seen) = (newest, seen + PageSize);
        }

        if (!_isToldOfLimit) LogLimit(context.Bot, channelId, most);
        _isToldOfLimit = true;
    }

    private bool MayBeForUs(DiscordMessage message, DiscordSelf self)
    {
        try
        {
            return DiscordMapping.MayBeForUs(message, self, context.Options);
        }
        catch (Exception exception) when (exception is NullReferenceException or ArgumentException)
        {
            return true; // An odd message is dealt with, and told of, where all are.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: more was written in channel {Channel} while nothing listened than is fetched ({Most} messages); what came later is left out. Raise Bots:{Bot}:BackfillMessages to fetch more")]
    private partial void LogLimit(string bot, string channel, int most);
}
