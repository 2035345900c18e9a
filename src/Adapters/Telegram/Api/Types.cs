namespace Bots.Adapters.Telegram.Api;

// What the product reads of the Bot API's types; everything else in an update is skipped by the readers.

internal sealed record User(long Id)
{
    public long Id { get; set; } = Id;

    public bool IsBot { get; set; }

    public string FirstName { get; set; } = "";

    public string? LastName { get; set; }

    public string? Username { get; set; }

    public string? LanguageCode { get; set; }
}

/// <summary>A chat; <paramref name="Type"/> is private, group, supergroup or channel.</summary>
internal sealed record Chat(long Id, string Type)
{
    public long Id { get; set; } = Id;

    /// <summary>True for a group with topics.</summary>
    public bool IsForum { get; set; }

    public string Type { get; set; } = Type;

    public string? Title { get; set; }

    public string? Username { get; set; }
}

internal sealed record MessageEntity(string Type, int Offset, int Length)
{
    public string Type { get; set; } = Type;

    public int Offset { get; set; } = Offset;

    public int Length { get; set; } = Length;

    public string? Url { get; set; }

    public string? Language { get; set; }

    public User? User { get; set; }
}

/// <summary>One update. At most one of the parts is there.</summary>
internal sealed record Update
{
    public long UpdateId { get; set; }

    /// <summary>What it brings: the name of the field, for example <c>edited_message</c>; empty when nothing is in it.</summary>
    public string Kind { get; set; } = "";

    public Message? Message { get; set; }

    public Message? EditedMessage { get; set; }

    public CallbackQuery? CallbackQuery { get; set; }

    public ChatMemberUpdated? MyChatMember { get; set; }

    public MessageReactionUpdated? MessageReaction { get; set; }

    public StoppedGeneration? StoppedMessageGeneration { get; set; }

    /// <summary>Why the update could not be read, or null.</summary>
    public string? Malformed { get; set; }
}

/// <param name="Id">What <c>answerCallbackQuery</c> names.</param>
/// <param name="From">Who pressed.</param>
internal sealed record CallbackQuery(string Id, User From)
{
    /// <summary>The message with the button; only its place when it is too old.</summary>
    public Message? Message { get; set; }

    public string? Data { get; set; }
}

/// <summary>The bot's own standing in a chat changed; <paramref name="Status"/> is the new one, for example <c>kicked</c>.</summary>
internal sealed record ChatMemberUpdated(Chat Chat, string Status, bool IsMember);

/// <summary>Someone changed their reactions; the lists hold emoji, or the kind of a reaction that has none.</summary>
internal sealed record MessageReactionUpdated(Chat Chat, long MessageId, User? User, IReadOnlyList<string> Old, IReadOnlyList<string> New)
{
    public long Date { get; set; }
}

/// <summary>The user pressed the client's own stop control (Bot API 10.3).</summary>
internal sealed record StoppedGeneration(Chat Chat, long DraftId)
{
    public long? MessageThreadId { get; set; }
}

/// <summary>A message as the bot's own sends return it.</summary>
internal sealed record SentMessage(long MessageId);

/// <summary>A file that the server has ready.</summary>
internal sealed record DownloadableFile
{
    public long? FileSize { get; init; }

    /// <summary>Its place below the server's file address.</summary>
    public string? FilePath { get; init; }
}

internal sealed record WebhookInfo
{
    public string Url { get; init; } = "";

    public long? LastErrorDate { get; init; }

    public string? LastErrorMessage { get; init; }
}

internal sealed record ResponseParameters
{
    public long? MigrateToChatId { get; init; }

    public int? RetryAfter { get; init; }
}

internal sealed record TelegramResponse<T>
{
    public bool Ok { get; init; }

    public T? Result { get; init; }

    public int ErrorCode { get; init; }

    public string? Description { get; init; }

    public ResponseParameters? Parameters { get; init; }
}
