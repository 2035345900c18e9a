using System.Text.Json;
using static Bots.Adapters.Telegram.Api.Reading.JsonValues;

namespace Bots.Adapters.Telegram.Api.Reading;

/// <summary>Reads a message.</summary>
internal static class MessageReader
{
    /// <summary>The message; null when its id or its chat cannot be read.</summary>
    public static Message? Read(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader) || IsTooDeep(ref reader)) return null;
        var message = new Message { Chat = null! };
        long? id = null;
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "message_id": id = Long(ref reader); break;
                case "chat": message.Chat = PartReader.Chat(ref reader)!; break;
                case "from": message.From = PartReader.User(ref reader); break;
                case "date": message.Date = Long(ref reader) ?? 0; break;
                case "text": message.Text = Text(ref reader); break;
                case "entities": message.Entities = PartReader.Entities(ref reader); break;
                case "reply_to_message": message.ReplyToMessage = Read(ref reader); break;
                default: TakeRare(buffer[..length], message, ref reader); break;
            }
        }

        if (id is null || message.Chat is null) return null;
        message.MessageId = id.Value;
        return message;
    }

    private static void TakeRare(scoped ReadOnlySpan<char> name, Message message, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "edit_date": message.EditDate = Long(ref reader); break;
            case "message_thread_id": message.MessageThreadId = Long(ref reader); break;
            case "is_topic_message": message.IsTopicMessage = Flag(ref reader); break;
            case "sender_chat": message.SenderChat = PartReader.Chat(ref reader); break;
            case "quote": message.Quote = PartReader.Quote(ref reader); break;
            case "forward_origin": message.ForwardOrigin = PartReader.Origin(ref reader); break;
            case "media_group_id": message.MediaGroupId = Text(ref reader); break;
            case "caption": message.Caption = Text(ref reader); break;
            case "caption_entities": message.CaptionEntities = PartReader.Entities(ref reader); break;
            case "migrate_to_chat_id": message.MigrateToChatId = Long(ref reader); break;
            case "migrate_from_chat_id": message.MigrateFromChatId = Long(ref reader); break;
            default: TakeContent(name, message, ref reader); break;
        }
    }

    private static void TakeContent(scoped ReadOnlySpan<char> name, Message message, ref Utf8JsonReader reader)
    {
        switch (MessageFields.KindOf(name, out var known))
        {
            // An animation comes as a document as well, a venue as a location: the richer word counts.
            case MessageFieldKind.File when known is not "document" || message.Content is null:
                message.Content = known;
                message.File = reader.TokenType == JsonTokenType.StartArray ? ContentReader.Largest(ref reader) : ContentReader.File(ref reader);
                break;
            case MessageFieldKind.Detail when known is not "location" || message.Content is null:
                message.Content = known;
                message.Detail = ContentReader.Detail(ref reader);
                break;
            case MessageFieldKind.Content:
                message.Content ??= known;
                reader.Skip();
                break;
            case MessageFieldKind.Service:
                message.Service = known;
                reader.Skip();
                break;
            case MessageFieldKind.Unknown:
                message.Unknown ??= name.ToString();
                reader.Skip();
                break;
            default:
                reader.Skip();
                break;
        }
    }
}
