using Bots.Sessions;

namespace Bots.Adapters;

/// <summary>One message from a user, the same for every platform. Serialised as it is into the inbox.</summary>
/// <param name="Bot">The bot account it came to.</param>
/// <param name="DedupeId">The platform's id of the update: the same id is the same message.</param>
/// <param name="SessionKey">The conversation, from <see cref="Bots.Sessions.SessionKey"/>.</param>
/// <param name="UserId">Who wrote it, unique over platforms, for example <c>telegram_12345</c>.</param>
/// <param name="Text">What was written. A chat command starts with <c>/</c>, without the bot's own name.</param>
/// <param name="Address">Where the answer goes.</param>
public sealed record InboundMessage(string Bot, string DedupeId, string SessionKey, string UserId, string Text, ChatAddress Address)
{
    /// <summary>The sender's display name: untrusted, one bounded line without control characters; empty when unknown.</summary>
    public string SenderName { get; init; } = "";

    /// <summary>When the platform says it was written.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>True where more than one person can read the answer.</summary>
    public bool IsGroup { get; init; }

    /// <summary>Not null when a button was pressed; <see cref="Text"/> is what it says.</summary>
    public ButtonPress? Press { get; init; }
}

/// <summary>A place on a platform.</summary>
/// <param name="ChatId">The chat or channel.</param>
/// <param name="ThreadId">The topic or thread within it, or null.</param>
/// <param name="MessageId">The message being answered, or null.</param>
public sealed record ChatAddress(string ChatId, string? ThreadId = null, string? MessageId = null)
{
    /// <summary>A short-lived right to answer right where the user asked (a Discord interaction), or null. Opaque to everyone but the adapter; a secret.</summary>
    public string? ReplyToken { get; init; }
}
