using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>The files of a message.</summary>
internal static class MessageFiles
{
    private const int LongestName = 120;

    /// <summary>At most one: Telegram sends the items of an album as messages of their own.</summary>
    public static IReadOnlyList<Attachment> Of(Message message) =>
        message.File is { } file && KindOf(message.Content) is { } kind ? [ToAttachment(kind, file)] : [];

    private static Attachment ToAttachment(AttachmentKind kind, TelegramFile file) => new(kind, file.FileId)
    {
        Name = OthersText.Neutral(file.FileName ?? string.Join(" - ", new[] { file.Performer, file.Title }.Where(static part => !string.IsNullOrEmpty(part))), LongestName),
        MediaType = OthersText.Neutral(file.MimeType ?? "", LongestName),
        Size = file.FileSize is > 0 ? file.FileSize : null,
        Duration = file.Duration is >= 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    // A sticker is a word rather than a file.
    private static AttachmentKind? KindOf(string? content) => content switch
    {
        "photo" => AttachmentKind.Photo,
        "voice" => AttachmentKind.Voice,
        "audio" => AttachmentKind.Audio,
        "video" or "video_note" => AttachmentKind.Video,
        "animation" => AttachmentKind.Animation,
        "document" => AttachmentKind.Document,
        _ => null,
    };
}
