using System.Text.Json.Serialization;

namespace Bots.Adapters;

/// <summary>One message from a user, the same for every platform. Serialised as it is into the inbox.</summary>
/// <param name="Bot">The bot account it came to.</param>
/// <param name="DedupeId">The platform's id of the update: the same id is the same message.</param>
/// <param name="SessionKey">The conversation, from <see cref="Bots.Sessions.SessionKey"/>.</param>
/// <param name="UserId">Who wrote it, unique over platforms, for example <c>telegram_12345</c>.</param>
/// <param name="Text">What was written; empty when there are only attachments. A chat command starts with <c>/</c>, without the bot's own name.</param>
/// <param name="Address">Where the answer goes.</param>
public sealed record InboundMessage(string Bot, string DedupeId, string SessionKey, string UserId, string Text, ChatAddress Address)
{
    /// <summary>The sender's display name: untrusted, one bounded line without control characters; empty when unknown.</summary>
    public string SenderName { get; init; } = "";

    /// <summary>When the platform says it was written.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>True where more than one person can read the answer.</summary>
    public bool IsGroup { get; init; }

    /// <summary>True where several people share this one conversation: it belongs to none of them.</summary>
    public bool IsShared { get; init; }

    /// <summary>True for a command in a group that names no bot: it may be meant for another one.</summary>
    public bool MayBeForOthers { get; init; }

    /// <summary>The server the chat belongs to (a Discord guild), or null.</summary>
    public string? GuildId { get; init; }

    /// <summary>The roles the sender has in that server, as far as the platform told them with the message.</summary>
    public IReadOnlyList<string> RoleIds { get => field ?? []; init; }

    /// <summary>Not null when a button was pressed; <see cref="Text"/> is what it says.</summary>
    public ButtonPress? Press { get; init; }

    /// <summary>True when an earlier message was changed to this text; <see cref="ChatAddress.MessageId"/> names it.</summary>
    public bool IsEdit { get; init; }

    /// <summary>True for an edit that does not speak to the bot itself: it counts only when the message it changes was taken, of which the adapter need not know.</summary>
    public bool IsOverheard { get; init; }

    /// <summary>True when an earlier message is gone from the platform; <see cref="ChatAddress.MessageId"/> names it, and there is no text.</summary>
    public bool IsDeletion { get; init; }

    /// <summary>Not null when the user only reacted to a message; there is no text.</summary>
    public MessageReaction? Reaction { get; init; }

    /// <summary>What else the model is told: who is answered or quoted, what was said around it. Untrusted, marked as such; empty for nothing.</summary>
    public string Context { get => field ?? ""; init; }

    /// <summary>Files that came with it, not fetched yet.</summary>
    public IReadOnlyList<Attachment> Attachments { get => field ?? []; init; }

    /// <summary>Not null when it may be one part of what the user sent as one: see <see cref="MessageParts"/>.</summary>
    public MessagePart? Part { get; init; }

    /// <summary>The messages it was joined from, in order; empty for a message that came as one. It is made anew at every join.</summary>
    [JsonIgnore]
    public IReadOnlyList<JoinedPart> JoinedFrom { get => field ?? []; init; }

    /// <summary>All that was said, for the model: the context, what is attached, and the text.</summary>
    [JsonIgnore]
    public string Prompt => string.Join("\n\n", Attachments.Select(static attachment => attachment.Describe()).Prepend(Context).Append(Text).Where(static part => part.Length > 0));
}

/// <summary>A place on a platform.</summary>
/// <param name="ChatId">The chat or channel.</param>
/// <param name="ThreadId">The topic or thread within it, or null.</param>
/// <param name="MessageId">The message being answered, or null.</param>
public sealed record ChatAddress(string ChatId, string? ThreadId = null, string? MessageId = null)
{
    /// <summary>A short-lived right to answer right where the user asked (a Discord interaction), or null. Opaque to everyone but the adapter; a secret.</summary>
    public string? ReplyToken { get; init; }

    /// <summary>The chat as it was called before, where it has moved (<see cref="ChatChange.Moved"/>); null for one that has its first id.</summary>
    public string? FormerChatId { get; init; }

    /// <summary>The name under which replies to the chat keep their order (<see cref="Bots.Sessions.Delivery.OutboxMessage.Chat"/>): its first id, which
    /// those carry too that waited when it moved.</summary>
    [JsonIgnore]
    public string Lane => FormerChatId ?? ChatId;
}

/// <summary>A reaction to a message.</summary>
/// <param name="MessageId">The message reacted to.</param>
/// <param name="Added">The reactions that are new: emoji, or the platform's word for one that has none.</param>
public sealed record MessageReaction(string MessageId, IReadOnlyList<string> Added);
