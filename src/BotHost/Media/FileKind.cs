using System.Text;

namespace Bots.BotHost.Media;

/// <summary>Tells from the content what a file is: names and types that came with it are only claims.</summary>
internal static class FileKind
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly UnicodeEncoding StrictLittle = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding StrictBig = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

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

    /// <summary>The text of a text file: UTF-8, or UTF-16 that says so; null when it is none.</summary>
    public static string? Text(ReadOnlySpan<byte> content)
    {
        if (IsDocument(content)) return null;
        try
        {
            var text = Decode(content);
            return text.Any(static c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Decode(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble)) return Strict.GetString(content[3..]);
        if (content.StartsWith(Encoding.Unicode.Preamble)) return StrictLittle.GetString(content[2..]);
        return content.StartsWith(Encoding.BigEndianUnicode.Preamble) ? StrictBig.GetString(content[2..]) : Strict.GetString(content);
    }

    // Formats whose files may hold nothing but letters and are no text all the same.
    private static bool IsDocument(ReadOnlySpan<byte> content) =>
        content.StartsWith("%PDF-"u8) || content.StartsWith("%!PS"u8) || content.StartsWith("{\\rtf"u8) || content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8);
}
