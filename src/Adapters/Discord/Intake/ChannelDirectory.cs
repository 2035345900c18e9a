using System.Collections.Concurrent;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Knows what channels are; asks Discord once for each. Thread-safe.</summary>
internal sealed class ChannelDirectory(IDiscordChannels channels)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, DiscordChannel> _known = new();

    /// <summary>The channel; null when the bot may not see it.</summary>
    /// <exception cref="DiscordApiException">Discord cannot be asked now.</exception>
    public async ValueTask<DiscordChannel?> FindAsync(string channelId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(channelId, out var known)) return known;
        try
        {
            var channel = await channels.GetChannelAsync(channelId, cancellationToken);
            Learn(channel);
            return channel;
        }
        catch (DiscordApiException exception) when (exception.Status is 403 or 404)
        {
            return null;
        }
    }

    /// <summary>Takes note of a channel that Discord told of.</summary>
    public void Learn(DiscordChannel channel)
    {
        if (_known.Count >= Most) _known.Clear();
        _known[channel.Id] = channel;
    }

    /// <summary>The thread a message stands in, or null outside of threads.</summary>
    public async ValueTask<DiscordChannel?> ThreadOfAsync(DiscordMessage message, CancellationToken cancellationToken)
    {
        if (message.GuildId is null || (message.ChannelType is { } type && !DiscordChannel.IsThread(type))) return null;
        return await FindAsync(message.ChannelId, cancellationToken) is { } channel && DiscordChannel.IsThread(channel.Type) ? channel : null;
    }
}
