using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Strays;

/// <summary>How a file may spell that something is a user's: as JSON or the like, in UTF-8 or UTF-16, with whatever space between.</summary>
internal sealed partial class UserSpellings
{
    // Space between the name of a field and its value; nobody writes more.
    private const int Farthest = 4_096;

    private const string Between = " \t\r\n\"'\\";
    private const string Signs = ":=";

    private static readonly string[] Fields = ["user_id", "userid", "user", "owner"];

    private readonly IReadOnlyList<Spelling> _spellings;

    public UserSpellings(string userId)
    {
        _spellings =
        [
            // JSON stands in texts of JSON as well.
            .. Escaped(userId).Concat(Escaped(userId).SelectMany(Escaped)).Distinct(StringComparer.Ordinal).SelectMany(static text => new Spelling[]
            {
                new(Encoding.UTF8.GetBytes(text), Encoding.Latin1, 1), new(Encoding.Unicode.GetBytes(text), Encoding.Unicode, 2), new(Encoding.BigEndianUnicode.GetBytes(text), Encoding.BigEndianUnicode, 2),
            }),
        ];
        Overlap = _spellings.Max(static spelling => spelling.Bytes.Length) + (2 * (Farthest + 16));
    }

    /// <summary>How many bytes two pieces of a file must have in common, so that nothing between them is missed.</summary>
    public int Overlap { get; }

    /// <summary>True when a field says so.</summary>
    /// <param name="bytes">A piece of the file.</param>
    /// <param name="isEnd">True when nothing follows.</param>
    public bool AreIn(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        foreach (var spelling in _spellings)
        {
            for (int at = 0, found; (found = bytes[at..].IndexOf(spelling.Bytes)) >= 0; at++)
            {
                at += found;
                if (Ends(bytes[(at + spelling.Bytes.Length)..], spelling, isEnd) && Follows(bytes[..at], spelling)) return true;
            }
        }

        return false;
    }

    /// <summary>True when the bytes stand anywhere: a database has no fields that one could see.</summary>
    public bool AreAnywhere(ReadOnlySpan<byte> bytes)
    {
        foreach (var spelling in _spellings)
        {
            if (bytes.IndexOf(spelling.Bytes) >= 0) return true;
        }

        return false;
    }

    // Some programs escape what they must, some all that is not ASCII, some quotes as well; with digits of either size.
    private static IEnumerable<string> Escaped(string text)
    {
        var least = Encoding.UTF8.GetString(JsonText.Of(text))[1..^1];
        var most = JsonSerializer.Serialize(text)[1..^1];
        return [text, least, Ascii(least, "x4"), Ascii(least, "X4"), most, Digits().Replace(most, static digits => digits.Value.ToLowerInvariant())];
    }

    private static string Ascii(string text, string digits) =>
        string.Concat(text.Select(character => character < '\u0080' ? $"{character}" : string.Create(CultureInfo.InvariantCulture, $"\\u{((int)character).ToString(digits, CultureInfo.InvariantCulture)}")));

    [GeneratedRegex(@"\\u[0-9A-F]{4}", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    private static ReadOnlySpan<char> WithoutBetween(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.TrimEnd(Between);
            if (!text.EndsWith("u0022", StringComparison.Ordinal) && !text.EndsWith("u0027", StringComparison.Ordinal)) return text;
            text = text[..^5];
        }
    }

    private static bool Ends(ReadOnlySpan<byte> rest, Spelling spelling, bool isEnd) =>
        rest.Length < spelling.Width ? isEnd : !IsOfWord(spelling.Read(rest[..spelling.Width])[0]);

    private static bool Follows(ReadOnlySpan<byte> before, Spelling spelling)
    {
        // Most are not worth a longer look.
        if (before.Length < spelling.Width || !(Between + Signs + "27").Contains(spelling.Read(before[^spelling.Width..])[0], StringComparison.Ordinal)) return false;
        var window = spelling.Read(before[^(Math.Min(before.Length / spelling.Width, Farthest) * spelling.Width)..]);
        var text = WithoutBetween(window);
        if (text.IsEmpty || !Signs.Contains(text[^1], StringComparison.Ordinal)) return false;
        text = WithoutBetween(text[..^1]);
        foreach (var field in Fields)
        {
            if (text.EndsWith(field, StringComparison.OrdinalIgnoreCase) && BeginsWord(text[..^field.Length])) return true;
        }

        return false;
    }

    private static bool BeginsWord(ReadOnlySpan<char> before) => before.IsEmpty || !IsOfWord(before[^1]) || WithoutBetween(before).Length < before.Length;

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character is '_' or '-' or >= '\u0080';

    private sealed record Spelling(byte[] Bytes, Encoding Encoding, int Width)
    {
        public string Read(ReadOnlySpan<byte> bytes) => Encoding.GetString(bytes);
    }
}
