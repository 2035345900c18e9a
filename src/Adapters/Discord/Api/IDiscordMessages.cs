namespace Bots.Adapters.Discord.Api;

/// <summary>Messages, as far as they are used. Another library can stand in behind this interface.</summary>
/// <remarks>Thread-safe. Every method throws <see cref="DiscordApiException"/> and waits for its place within Discord's limits.</remarks>
internal interface IDiscordMessages
{
    /// <summary>Creates a message; the same nonce again returns the message that is already there. Where the bot may not quote, it quotes nothing.</summary>
    Task<DiscordMessage> CreateAsync(string channelId, MessageCreate message, ReplyFile? file, Urgency urgency, CancellationToken cancellationToken);

    /// <summary>Changes an own message.</summary>
    Task EditAsync(string channelId, string messageId, MessageEdit edit, ReplyFile? file, Urgency urgency, CancellationToken cancellationToken);

    /// <summary>Shows typing for 10 s, or until the next message.</summary>
    Task ShowTypingAsync(string channelId, CancellationToken cancellationToken);

    /// <summary>Up to 100 messages after a message, oldest first; what cannot be read is left out.</summary>
    Task<MessagePage> ListAfterAsync(string channelId, string messageId, int limit, CancellationToken cancellationToken);

    /// <summary>Up to 100 of the newest messages of a channel, oldest first; what cannot be read is left out.</summary>
    Task<MessagePage> ListNewestAsync(string channelId, int limit, CancellationToken cancellationToken);

    /// <summary>One message as it is now.</summary>
    Task<DiscordMessage> GetAsync(string channelId, string messageId, CancellationToken cancellationToken);
}

/// <summary>Messages of a channel, oldest first.</summary>
/// <param name="Messages">Those that can be read.</param>
/// <param name="Ids">The ids of all, those that cannot be read included.</param>
/// <param name="IsLast">True when there are no more.</param>
internal sealed record MessagePage(IReadOnlyList<DiscordMessage> Messages, IReadOnlyCollection<string> Ids, bool IsLast)
{
    /// <summary>The newest of all; null when there are none.</summary>
    public string? NewestId => Ids.LastOrDefault();
}
