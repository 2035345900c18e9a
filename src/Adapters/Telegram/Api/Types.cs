namespace Bots.Adapters.Telegram.Api;

// What the product reads of the Bot API's types; everything else in an update is skipped.

internal sealed record User(long Id)
{
    public bool IsBot { get; init; }

    public string FirstName { get; init; } = "";

    public string? LastName { get; init; }

    public string? Username { get; init; }
}

internal sealed record Chat(long Id, string Type)
{
    public string? Title { get; init; }
}

internal sealed record MessageEntity(string Type, int Offset, int Length)
{
    public string? Url { get; init; }

    public string? Language { get; init; }

    public User? User { get; init; }
}

internal sealed record Update(long UpdateId)
{
    public Message? Message { get; init; }

    public Message? EditedMessage { get; init; }

    public CallbackQuery? CallbackQuery { get; init; }

    /// <summary>Why the update could not be read, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Malformed { get; init; }
}

internal sealed record CallbackQuery(string Id, User From)
{
    /// <summary>The message with the button; only its place when it is too old.</summary>
    public Message? Message { get; init; }

    public string? Data { get; init; }
}

internal sealed record Message(long MessageId, Chat Chat)
{
    public User? From { get; init; }

    public Chat? SenderChat { get; init; }

    public long Date { get; init; }

    public long? EditDate { get; init; }

    public long? MessageThreadId { get; init; }

    public bool IsTopicMessage { get; init; }

    public Message? ReplyToMessage { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<MessageEntity>? Entities { get; init; }

    public string? Caption { get; init; }

    public IReadOnlyList<MessageEntity>? CaptionEntities { get; init; }
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
