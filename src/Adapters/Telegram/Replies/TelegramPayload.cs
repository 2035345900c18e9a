using System.Globalization;
using System.Text.Json;
using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>One message of an answer, as it waits in the outbox.</summary>
internal sealed record TelegramPayload(long ChatId, string Text)
{
    /// <summary>The topic, or null.</summary>
    public long? ThreadId { get; init; }

    /// <summary>The message being answered, or null.</summary>
    public long? ReplyTo { get; init; }

    /// <summary>The styles of the text, or null for none.</summary>
    public IReadOnlyList<MessageEntity>? Entities { get; init; }

    /// <summary>A file in place of a text, or null.</summary>
    public ReplyFile? File { get; init; }

    /// <summary>Buttons below the message, or null for none.</summary>
    public InlineKeyboardMarkup? Buttons { get; init; }

    /// <summary>A payload for the place a message came from.</summary>
    public static TelegramPayload For(ChatAddress address, string text) => new(Number(address.ChatId), text)
    {
        ThreadId = address.ThreadId is { } thread ? Number(thread) : null,
    };

    /// <summary>The same message for the chat as it is called now. Message ids begin anew there, and there are no topics yet: what it answered does
    /// not exist, or is somebody else's.</summary>
    public TelegramPayload Moved(long toChatId) => this with { ChatId = toChatId, ReplyTo = null, ThreadId = null };

    /// <summary>Reads a stored payload; null when it is none.</summary>
    public static TelegramPayload? Parse(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, TelegramJson.Default.TelegramPayload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The payload as it is stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TelegramJson.Default.TelegramPayload);

    private static long Number(string id) => long.Parse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
