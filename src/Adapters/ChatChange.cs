namespace Bots.Adapters;

/// <summary>Something that changed about a chat as a whole.</summary>
/// <param name="Bot">The bot account.</param>
/// <param name="ChatId">The chat, as in <see cref="ChatAddress.ChatId"/>.</param>
public abstract record ChatChange(string Bot, string ChatId)
{
    /// <summary>The key that everyone in the chat shares, or null for a chat of one person.</summary>
    public string? ChatKey { get; init; }

    /// <summary>The bot was blocked or removed: replies to the chat are parked until it comes back.</summary>
    public sealed record Lost(string Bot, string ChatId) : ChatChange(Bot, ChatId);

    /// <summary>The bot may write there (again): parked replies can go.</summary>
    public sealed record Regained(string Bot, string ChatId) : ChatChange(Bot, ChatId);

    /// <summary>The chat goes on under another id; its conversations go on with it.</summary>
    /// <param name="Bot">The bot account.</param>
    /// <param name="ChatId">The chat as it was called.</param>
    /// <param name="ToChatId">The chat as it is called now.</param>
    /// <param name="FromKey">The key that everyone in the chat shares under the old id.</param>
    /// <param name="ToKey">The same under the new id.</param>
    public sealed record Moved(string Bot, string ChatId, string ToChatId, string FromKey, string ToKey) : ChatChange(Bot, ChatId);
}
