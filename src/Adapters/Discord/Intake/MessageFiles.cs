using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>The files of a message.</summary>
internal static class MessageFiles
{
    private const int Most = 10;
    private const int LongestName = 120;

    /// <summary>The files, in their order; those of a forwarded message count.</summary>
    public static IReadOnlyList<Attachment> Of(DiscordMessage message) => [.. In(message).Take(Most).Select(file => ToAttachment(message, file))];

    /// <summary>The files that a message is about: its own, and those of the message it replies to unless that is the bot's, who knows what it sent.</summary>
    public static IReadOnlyList<Attachment> For(DiscordMessage message, DiscordSelf self) => message.ReferencedMessage is { Author: { } author } answered && author.Id != self.UserId
        ? [.. Of(message).Concat(Of(answered)).Take(Most)]
        : Of(message);

    /// <summary>The files as Discord names them.</summary>
    public static IEnumerable<DiscordAttachment> In(DiscordMessage message) => (message.Attachments ?? []).Concat(DiscordWords.ForwardedIn(message)?.Attachments ?? []).Where(static file => file is not null);

    private static Attachment ToAttachment(DiscordMessage message, DiscordAttachment file) => new(KindOf(message, file), new FilePlace(message.ChannelId, message.Id, file.Id, file.Url).ToString())
    {
        Name = OthersText.Neutral(file.Filename, LongestName),
        MediaType = OthersText.Neutral(file.ContentType ?? "", LongestName),
        Size = file.Size is > 0 ? file.Size : null,
        Duration = file.DurationSecs is >= 0 and < 1_000_000 and { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    private static AttachmentKind KindOf(DiscordMessage message, DiscordAttachment file) => file.ContentType?.Split('/')[0] switch
    {
        "image" => AttachmentKind.Photo,
        "audio" => message.IsVoice ? AttachmentKind.Voice : AttachmentKind.Audio,
        "video" => AttachmentKind.Video,
        _ => AttachmentKind.Document,
    };
}

/// <summary>Where a file can be had: by its address, which lasts a day, and by its message, which names a fresh one.</summary>
internal sealed record FilePlace(string ChannelId, string MessageId, string FileId, string Url)
{
    public static FilePlace? Parse(string text) => text.Split(' ', 2) is [var ids, var url] && ids.Split('/') is [var channel, var message, var file] ? new(channel, message, file, url) : null;

    public override string ToString() => $"{ChannelId}/{MessageId}/{FileId} {Url}";
}
