using System.Text.Json;
using static Bots.Adapters.Telegram.Api.Reading.JsonValues;

namespace Bots.Adapters.Telegram.Api.Reading;

/// <summary>Reads what is no message: presses, reactions, the bot's standing in a chat. Null when the essential cannot be read.</summary>
internal static class EventReader
{
    public static CallbackQuery? CallbackQuery(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (id, from, message, data) = ((string?)null, (User?)null, (Message?)null, (string?)null);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "id": id = Text(ref reader); break;
                case "from": from = PartReader.User(ref reader); break;
                case "message": message = MessageReader.Read(ref reader); break;
                case "data": data = Text(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return id is null || from is null ? null : new(id, from) { Message = message, Data = data };
    }

    public static ChatMemberUpdated? ChatMember(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (chat, standing) = ((Chat?)null, default((string? Status, bool IsMember)));
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "chat": chat = PartReader.Chat(ref reader); break;
                case "new_chat_member": standing = Standing(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return chat is null || standing.Status is null ? null : new(chat, standing.Status, standing.IsMember);
    }

    public static MessageReactionUpdated? Reaction(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (chat, id, date) = ((Chat?)null, (long?)null, 0L);
        var (user, old, now) = ((User?)null, (IReadOnlyList<string>)[], (IReadOnlyList<string>)[]);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "chat": chat = PartReader.Chat(ref reader); break;
                case "message_id": id = Long(ref reader); break;
                case "date": date = Long(ref reader) ?? 0; break;
                case "user": user = PartReader.User(ref reader); break;
                case "old_reaction": old = Reactions(ref reader); break;
                case "new_reaction": now = Reactions(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return chat is null || id is null ? null : new(chat, id.Value, user, old, now) { Date = date };
    }

    public static StoppedGeneration? Stopped(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (chat, draft, thread) = ((Chat?)null, (long?)null, (long?)null);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "chat": chat = PartReader.Chat(ref reader); break;
                case "draft_id": draft = Long(ref reader); break;
                case "message_thread_id": thread = Long(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return chat is null || draft is null ? null : new(chat, draft.Value) { MessageThreadId = thread };
    }

    private static (string? Status, bool IsMember) Standing(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return default;
        var (status, isMember) = ((string?)null, false);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "status": status = Text(ref reader); break;
                case "is_member": isMember = Flag(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return (status, isMember);
    }

    private static List<string> Reactions(ref Utf8JsonReader reader)
    {
        var reactions = new List<string>();
        if (!IsList(ref reader)) return reactions;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (SingleReaction(ref reader) is { } reaction) reactions.Add(reaction);
        }

        return reactions;
    }

    private static string? SingleReaction(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (type, emoji) = ((string?)null, (string?)null);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "type": type = Text(ref reader); break;
                case "emoji": emoji = Text(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return emoji ?? type;
    }
}
