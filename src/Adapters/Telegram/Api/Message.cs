namespace Bots.Adapters.Telegram.Api;

/// <summary>A message, as far as the product reads it.</summary>
internal sealed record Message
{
    public long MessageId { get; set; }

    public required Chat Chat { get; set; }

    public User? From { get; set; }

    public Chat? SenderChat { get; set; }

    /// <summary>Seconds since 1970; 0 for a message that is too old to be shown.</summary>
    public long Date { get; set; }

    public long? EditDate { get; set; }

    public long? MessageThreadId { get; set; }

    public bool IsTopicMessage { get; set; }

    public Message? ReplyToMessage { get; set; }

    /// <summary>The part of the answered message that the user picked.</summary>
    public string? Quote { get; set; }

    public MessageOrigin? ForwardOrigin { get; set; }

    public string? MediaGroupId { get; set; }

    public string? Text { get; set; }

    public IReadOnlyList<MessageEntity>? Entities { get; set; }

    public string? Caption { get; set; }

    public IReadOnlyList<MessageEntity>? CaptionEntities { get; set; }

    /// <summary>What it holds besides words: the field's name, for example <c>sticker</c>; null for words alone.</summary>
    public string? Content { get; set; }

    /// <summary>The file of that content, or null when it is no file.</summary>
    public TelegramFile? File { get; set; }

    /// <summary>What else there is to say of that content (a poll's question, a place), or null.</summary>
    public MessageDetail? Detail { get; set; }

    /// <summary>The supergroup that the group has become, or null.</summary>
    public long? MigrateToChatId { get; set; }

    /// <summary>The group that this supergroup was before, or null.</summary>
    public long? MigrateFromChatId { get; set; }

    /// <summary>What happened in the chat (<c>new_chat_members</c>), or null for a message that somebody wrote.</summary>
    public string? Service { get; set; }

    /// <summary>A field that no documentation known here names, or null.</summary>
    public string? Unknown { get; set; }
}

/// <summary>A file in a message. Everything but the id may be missing or wrong.</summary>
internal sealed record TelegramFile(string FileId)
{
    public string FileId { get; set; } = FileId;

    public string? FileName { get; set; }

    public string? MimeType { get; set; }

    public long? FileSize { get; set; }

    public int? Duration { get; set; }

    /// <summary>The emoji that a sticker stands for.</summary>
    public string? Emoji { get; set; }

    /// <summary>A song's title and performer.</summary>
    public string? Title { get; set; }

    public string? Performer { get; set; }

    /// <summary>Width times height, to find the largest of several.</summary>
    public long Area { get; set; }
}

/// <summary>Who wrote a forwarded message first; one of the names.</summary>
internal sealed record MessageOrigin(User? SenderUser, string? SenderUserName, Chat? Chat);

/// <summary>The words in a content that is no file: the question and options of a poll, a place, a contact.</summary>
internal sealed record MessageDetail
{
    public string? Title { get; set; }

    public IReadOnlyList<string> Lines { get; set; } = [];

    public double? Latitude { get; set; }

    public double? Longitude { get; set; }

    public string? Emoji { get; set; }

    public long? Value { get; set; }
}
