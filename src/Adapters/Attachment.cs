using System.Globalization;

namespace Bots.Adapters;

/// <summary>A file that a user sent. What the platform says of it is unchecked: look at the content before believing the type.</summary>
/// <param name="Kind">What the platform calls it.</param>
/// <param name="FileId">Finds it on the platform; opaque to everyone but the adapter.</param>
public sealed record Attachment(AttachmentKind Kind, string FileId)
{
    /// <summary>The file's name: untrusted, one bounded line; empty when it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The media type as claimed, or empty.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>The size in bytes as claimed; null where the platform does not tell, or says 0.</summary>
    public long? Size { get; init; }

    /// <summary>How long it plays, or null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>One line that says honestly what was sent, for a model that does not get the content.</summary>
    public string Describe()
    {
        string[] details = [OthersText.Label(Name), OthersText.Label(MediaType), SizeText(), Duration is { } duration ? $"{duration.TotalSeconds:0} s" : ""];
        var known = string.Join(", ", details.Where(static detail => detail.Length > 0));
        return $"[The user sent {Words()}{(known.Length > 0 ? $" ({known})" : "")}.]";
    }

    private string Words() => Kind switch
    {
        AttachmentKind.Photo => "a photo",
        AttachmentKind.Voice => "a voice message",
        AttachmentKind.Audio => "an audio file",
        AttachmentKind.Video => "a video",
        AttachmentKind.Animation => "an animation",
        _ => "a file",
    };

    private string SizeText() => Size switch
    {
        null => "",
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{Size} bytes"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{Size / 1024} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Size / (1024.0 * 1024):0.0} MB"),
    };
}

/// <summary>What a platform calls a file.</summary>
public enum AttachmentKind
{
    /// <summary>Any file.</summary>
    Document,

    /// <summary>A picture.</summary>
    Photo,

    /// <summary>A spoken message.</summary>
    Voice,

    /// <summary>Music or another recording.</summary>
    Audio,

    /// <summary>A film, a video message included.</summary>
    Video,

    /// <summary>A short silent film.</summary>
    Animation,
}
