using System.Globalization;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>A message of ours, as it is stored: message ids are unique within one chat only.</summary>
internal readonly record struct MessageRef(long ChatId, long MessageId)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static MessageRef? Parse(string? text)
    {
        if (text?.Split('/') is not [var chat, var message]) return null;
        return Number(chat) is { } chatId && Number(message) is { } messageId ? new(chatId, messageId) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ChatId}/{MessageId}");

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
