namespace Bots.Adapters.Discord.Api;

/// <summary>Channels and threads, as far as they are used.</summary>
/// <remarks>Thread-safe. Every method throws <see cref="DiscordApiException"/> and waits for its place within Discord's limits.</remarks>
internal interface IDiscordChannels
{
    /// <summary>What a channel is.</summary>
    Task<DiscordChannel> GetChannelAsync(string channelId, CancellationToken cancellationToken);

    /// <summary>Opens a thread from a message; a message has one at most.</summary>
    Task<DiscordChannel> OpenThreadAsync(string channelId, string messageId, string name, CancellationToken cancellationToken);
}
