using System.Text.Json;
using static Bots.Adapters.Telegram.Api.Reading.JsonValues;

namespace Bots.Adapters.Telegram.Api.Reading;

/// <summary>Reads what a message holds besides words.</summary>
internal static class ContentReader
{
    /// <summary>A file of any kind; null without an id to fetch it by.</summary>
    public static TelegramFile? File(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader)) return null;
        var (file, width, height) = (new TelegramFile(""), 0L, 0L);
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "file_id": file.FileId = Text(ref reader) ?? ""; break;
                case "file_name": file.FileName = Text(ref reader); break;
                case "mime_type": file.MimeType = Text(ref reader); break;
                case "file_size": file.FileSize = Long(ref reader); break;
                case "duration": file.Duration = Int(ref reader); break;
                case "emoji": file.Emoji = Text(ref reader); break;
                case "title": file.Title = Text(ref reader); break;
                case "performer": file.Performer = Text(ref reader); break;
                case "width": width = Long(ref reader) ?? 0; break;
                case "height": height = Long(ref reader) ?? 0; break;
                default: reader.Skip(); break;
            }
        }

        file.Area = width * height;
        return file.FileId.Length == 0 ? null : file;
    }

    /// <summary>Of several sizes of one picture the largest.</summary>
    public static TelegramFile? Largest(ref Utf8JsonReader reader)
    {
        TelegramFile? largest = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (File(ref reader) is { } size && (largest is null || size.Area > largest.Area)) largest = size;
        }

        return largest;
    }

    /// <summary>The words in a poll, a place, a contact, a die or a game.</summary>
    public static MessageDetail? Detail(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader) || IsTooDeep(ref reader)) return null;
        var detail = new MessageDetail();
        Span<char> buffer = stackalloc char[LongestName];
        while (NextProperty(ref reader, buffer, out var length))
        {
            switch (buffer[..length])
            {
                case "question" or "title" or "first_name": detail.Title = Text(ref reader); break;
                case "options": detail.Lines = Options(ref reader); break;
                case "address" or "last_name" or "phone_number" or "description": Add(detail, Text(ref reader)); break;
                case "latitude": detail.Latitude = Double(ref reader); break;
                case "longitude": detail.Longitude = Double(ref reader); break;
                case "emoji": detail.Emoji = Text(ref reader); break;
                case "value": detail.Value = Long(ref reader); break;
                case "location": TakePlace(detail, Detail(ref reader)); break;
                default: reader.Skip(); break;
            }
        }

        return detail;
    }

    private static void Add(MessageDetail detail, string? line)
    {
        if (!string.IsNullOrWhiteSpace(line)) detail.Lines = [.. detail.Lines, line];
    }

    private static void TakePlace(MessageDetail detail, MessageDetail? place) => (detail.Latitude, detail.Longitude) = (place?.Latitude, place?.Longitude);

    private static List<string> Options(ref Utf8JsonReader reader)
    {
        var options = new List<string>();
        if (!IsList(ref reader)) return options;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (PartReader.Quote(ref reader) is { } text) options.Add(text);
        }

        return options;
    }
}
