using System.Runtime.CompilerServices;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Fetches what was written while no session listened.</summary>
internal sealed class Backfill(IDiscordMessages messages, ChannelDirectory channels, DiscordOptions options, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>The messages of a channel after a message, oldest first, as the gateway would have sent them; none when the channel is gone.</summary>
    /// <remarks>Waits through outages: leaving messages out would lose them.</remarks>
    public async IAsyncEnumerable<DiscordMessage> AfterAsync(string channelId, string messageId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await OutagePatience.AskAsync(time, token => channels.FindAsync(channelId, token), cancellationToken) is not { } channel) yield break;
        for (var left = options.BackfillMessages; left > 0;)
        {
            var size = Math.Min(left, PageSize);
            var after = messageId;
            var page = await OutagePatience.AskAsync(time, async token => await messages.ListAfterAsync(channelId, after, size, token), cancellationToken) ?? [];
            foreach (var message in page) yield return message with { GuildId = channel.GuildId, ChannelType = channel.Type };
            if (page.Count < size) yield break;
            messageId = page[^1].Id;
            left -= page.Count;
        }
    }
}
