using System.Text.Json;
using static Bots.Adapters.Telegram.Api.Reading.JsonValues;

namespace Bots.Adapters.Telegram.Api.Reading;

/// <summary>Reads what messages and events are made of; null when the essential cannot be read.</summary>
internal static class PartReader
{
    public static User? User(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (user, id) = (new User(0), (long?)null);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "id": id = Long(ref reader); break;
                case "is_bot": user.IsBot = Flag(ref reader); break;
                case "first_name": user.FirstName = Text(ref reader) ?? ""; break;
                case "last_name": user.LastName = Text(ref reader); break;
                case "username": user.Username = Text(ref reader); break;
                case "language_code": user.LanguageCode = Text(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        user.Id = id ?? 0;
        return id is null ? null : user;
    }

    public static Chat? Chat(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (chat, id) = (new Chat(0, ""), (long?)null);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "id": id = Long(ref reader); break;
                case "type": chat.Type = Known(ref reader); break;
                case "is_forum": chat.IsForum = Flag(ref reader); break;
                case "title": chat.Title = Text(ref reader); break;
                case "username": chat.Username = Text(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        chat.Id = id ?? 0;
        return id is null || chat.Type.Length == 0 ? null : chat;
    }

    public static IReadOnlyList<MessageEntity>? Entities(ref Utf8JsonReader reader)
    {
        if (!IsList(ref reader)) return null;
        var entities = new List<MessageEntity>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Entity(ref reader) is { } entity) entities.Add(entity);
        }

        return entities;
    }

    /// <summary>The text of a quote.</summary>
    public static string? Quote(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        string? text = null;
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            if (buffer[..length] is "text") text = Text(ref reader);
            else reader.Skip();
        }

        return text;
    }

    public static MessageOrigin? Origin(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (user, userName, chat) = ((User?)null, (string?)null, (Chat?)null);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "sender_user": user = User(ref reader); break;
                case "sender_user_name": userName = Text(ref reader); break;
                case "sender_chat" or "chat": chat = Chat(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new(user, userName, chat);
    }

    private static MessageEntity? Entity(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (entity, offset, covered) = (new MessageEntity("", 0, 0), (int?)null, (int?)null);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "type": entity.Type = Known(ref reader); break;
                case "offset": offset = Int(ref reader); break;
                case "length": covered = Int(ref reader); break;
                case "url": entity.Url = Text(ref reader); break;
                case "user": entity.User = User(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        (entity.Offset, entity.Length) = (offset ?? 0, covered ?? 0);
        return offset is null || covered is null || entity.Type.Length == 0 ? null : entity;
    }

    // The words that come in nearly every update cost no text of their own.
    private static string Known(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return Text(ref reader) ?? "";
        if (reader.ValueTextEquals("private"u8)) return "private";
        if (reader.ValueTextEquals("supergroup"u8)) return "supergroup";
        if (reader.ValueTextEquals("group"u8)) return "group";
        if (reader.ValueTextEquals("bot_command"u8)) return "bot_command";
        if (reader.ValueTextEquals("mention"u8)) return "mention";
        if (reader.ValueTextEquals("url"u8)) return "url";
        if (reader.ValueTextEquals("bold"u8)) return "bold";
        return Text(ref reader) ?? "";
    }
}
