using System.Text.Json;
using static Bots.Adapters.Telegram.Api.Reading.JsonValues;

namespace Bots.Adapters.Telegram.Api.Reading;

/// <summary>Reads updates by hand: only what the product uses, and so that a field of an unexpected shape costs that field and not the update.</summary>
/// <remarks>Malformed is an update only when its own id, or the place and id of what it brings, cannot be read; it costs no other update.</remarks>
internal static class UpdateReader
{
    /// <summary>Deeper than a whole answer can be: what is skipped may be nested as deeply as it likes, and what is read is looked into only so far.</summary>
    public const int AnyDepth = 100_000_000;

    /// <summary>One update, from its own JSON.</summary>
    /// <exception cref="JsonException">This is no JSON.</exception>
    public static Update Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = AnyDepth });
        reader.Read();
        return Read(ref reader);
    }

    /// <summary>The update the reader stands on; the reader ends on its last token.</summary>
    /// <exception cref="JsonException">This is no JSON.</exception>
    public static Update Read(ref Utf8JsonReader reader)
    {
        var start = reader;
        try
        {
            return ReadParts(ref reader);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            reader = start;
            return new() { UpdateId = ReadId(ref reader) ?? 0, Malformed = $"Reading it failed ({exception.GetType().Name})." };
        }
    }

    private static Update ReadParts(ref Utf8JsonReader reader)
    {
        var update = new UpdateParts();
        if (!IsObject(ref reader)) return new() { Malformed = "It is no object." };
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length)) update.Take(buffer[..length], ref reader);
        return update.ToUpdate();
    }

    private static long? ReadId(ref Utf8JsonReader reader)
    {
        long? id = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = !reader.ValueIsEscaped && reader.ValueTextEquals("update_id"u8);
            reader.Read();
            if (isId) id = Long(ref reader);
            else reader.Skip();
        }

        return id;
    }

    private ref struct UpdateParts
    {
        private readonly Update _update = new();
        private long? _id;
        private string? _missing;

        public UpdateParts()
        {
        }

        public void Take(scoped ReadOnlySpan<char> name, ref Utf8JsonReader reader)
        {
            if (name is "update_id")
            {
                _id = Long(ref reader);
                return;
            }

            // An explicit null is as good as nothing.
            if (reader.TokenType == JsonTokenType.Null) return;
            switch (name)
            {
                case "message": _update.Message = Needed("message", MessageReader.Read(ref reader)); break;
                case "edited_message": _update.EditedMessage = Needed("edited_message", MessageReader.Read(ref reader)); break;
                case "callback_query": _update.CallbackQuery = Needed("callback_query", EventReader.CallbackQuery(ref reader)); break;
                case "my_chat_member": _update.MyChatMember = Needed("my_chat_member", EventReader.ChatMember(ref reader)); break;
                case "message_reaction": _update.MessageReaction = Needed("message_reaction", EventReader.Reaction(ref reader)); break;
                case "stopped_message_generation": _update.StoppedMessageGeneration = Needed("stopped_message_generation", EventReader.Stopped(ref reader)); break;
                default:
                    _update.Kind = name.ToString();
                    reader.Skip();
                    break;
            }
        }

        public readonly Update ToUpdate()
        {
            if (_id is null) return new() { Malformed = "It has no id." };
            _update.UpdateId = _id.Value;
            if (_missing is not null) _update.Malformed = $"The place or id of its {_missing} cannot be read.";
            return _update;
        }

        private T? Needed<T>(string kind, T? part)
            where T : class
        {
            _update.Kind = kind;
            if (part is null) _missing = kind;
            return part;
        }
    }
}
