using System.Text;
using System.Text.Unicode;

namespace Bots.Sessions.Json.Documents;

/// <summary>Makes bytes that other programs wrote readable as JSON where that loses nothing worth keeping.</summary>
internal static class JsonRepair
{
    /// <summary>Drops a byte order mark, replaces invalid UTF-8, and replaces escaped halves of characters by U+FFFD.</summary>
    public static byte[] MakeText(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith("\ufeff"u8)) bytes = bytes[3..];
        if (!Utf8.IsValid(bytes)) bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
        return ReplaceLoneSurrogates(bytes);
    }

    /// <summary>The same JSON with every escaped lone surrogate replaced by U+FFFD; the same array when there is none.</summary>
    public static byte[] ReplaceLoneSurrogates(byte[] json)
    {
        var copied = false;
        for (var at = json.AsSpan().IndexOf((byte)'\\'); at >= 0 && at + 1 < json.Length; at = NextEscape(json, at))
        {
            var length = EscapeLength(json, at, out var isLone);
            if (isLone)
            {
                if (!copied) json = [.. json];
                copied = true;
                "\\ufffd"u8.CopyTo(json.AsSpan(at));
            }

            at += length;
        }

        return json;
    }

    /// <summary>The same JSON with the words NaN and Infinity, which Python writes and JSON does not know, replaced by null.</summary>
    public static byte[] ReplaceNotNumbers(byte[] json)
    {
        var result = new List<byte>(json.Length);
        var inString = false;
        for (var at = 0; at < json.Length;)
        {
            var word = inString ? 0 : NotNumberLength(json.AsSpan(at));
            if (word > 0) result.AddRange("null"u8);
            else if (inString && json[at] == '\\' && at + 1 < json.Length) result.AddRange(json.AsSpan(at, word = 2));
            else
            {
                if (json[at] == '"') inString = !inString;
                result.AddRange(json.AsSpan(at, word = 1));
            }

            at += word;
        }

        return [.. result];
    }

    private static int NotNumberLength(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;

    private static int NextEscape(byte[] json, int from)
    {
        var next = from >= json.Length ? -1 : json.AsSpan(from).IndexOf((byte)'\\');
        return next < 0 ? -1 : from + next;
    }

    private static int EscapeLength(byte[] json, int at, out bool isLone)
    {
        var unit = UnitAt(json, at);
        isLone = unit is >= 0xd800 and <= 0xdfff;
        if (unit is null) return 2;
        if (unit is not (>= 0xd800 and <= 0xdbff) || UnitAt(json, at + 6) is not (>= 0xdc00 and <= 0xdfff)) return 6;
        isLone = false;
        return 12;
    }

    private static int? UnitAt(byte[] json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && int.TryParse(json.AsSpan(at + 2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit) ? unit : null;
}
