using System.Text;

namespace Bots.Sessions;

/// <summary>The rules that every store applies to a message before it keeps it.</summary>
public static class MessageText
{
    /// <summary>The text with every lone surrogate replaced by U+FFFD; the same instance when there is none.</summary>
    public static string WellFormed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsWellFormed(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The message as it is stored: text well formed, time set (<paramref name="now"/> unless it has one) and cut to the microsecond.</summary>
    /// <exception cref="ArgumentException">The role is missing or empty, or the text is missing.</exception>
    public static SessionMessage Normalize(SessionMessage message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentException.ThrowIfNullOrEmpty(message.Role);
        var time = message.Timestamp == default ? now : message.Timestamp;
        return message with
        {
            Role = WellFormed(message.Role),
            Content = WellFormed(message.Content),
            Timestamp = ToMicroseconds(time),
            Metadata = message.Metadata ?? MessageMetadata.Empty,
        };
    }

    internal static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static bool IsWellFormed(string text)
    {
        for (var index = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); index >= 0 && index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index])) continue;
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1])) return false;
            index++;
        }

        return true;
    }
}
