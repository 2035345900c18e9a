using System.Text;

namespace Bots.BotHost.Media;

/// <summary>Tells from the content what a file is: names and types that came with it are only claims.</summary>
internal static class FileKind
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The media type of a picture that models take, or null.</summary>
    public static string? PictureType(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "image/jpeg";
        if (content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return "image/png";
        if (content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8)) return "image/gif";
        return content.Length > 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) ? "image/webp" : null;
    }

    /// <summary>The ending by which a transcriber knows a recording, or null for what is none.</summary>
    public static string? RecordingEnding(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("OggS"u8)) return "ogg";
        if (content.StartsWith("ID3"u8) || (content.Length > 1 && content[0] == 0xFF && (content[1] & 0xE0) == 0xE0)) return "mp3";
        if (content.Length > 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WAVE"u8)) return "wav";
        if (content.StartsWith("fLaC"u8)) return "flac";
        if (content.Length > 8 && content[4..].StartsWith("ftyp"u8)) return "m4a";
        return content.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? "webm" : null;
    }

    /// <summary>The text of a text file; null when it is none.</summary>
    public static string? Text(ReadOnlySpan<byte> content)
    {
        try
        {
            var text = Strict.GetString(content.StartsWith(Encoding.UTF8.Preamble) ? content[3..] : content);
            return text.Any(static c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
