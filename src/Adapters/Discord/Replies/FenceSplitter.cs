using System.Text;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Cuts Markdown into messages of at most so many characters; a code block that is cut is closed and opened again with its language.</summary>
internal static class FenceSplitter
{
    /// <summary>What a Discord message may hold (resources/message).</summary>
    public const int Limit = 2000;

    /// <summary>The pieces, in order; none for a text without content.</summary>
    public static IReadOnlyList<string> Split(string markdown, int limit = Limit)
    {
        var writer = new PieceWriter(limit);
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n')) writer.WriteLine(line);
        return writer.Finish();
    }

    private sealed class PieceWriter(int limit)
    {
        private readonly List<string> _pieces = [];
        private readonly StringBuilder _piece = new();
        private Fence? _fence;
        private int _lastGap;
        private bool _isEmpty = true;

        // More than the opening of the block that goes on.
        private bool _hasText;

        public void WriteLine(string line)
        {
            // A line that does not even fit a piece of its own is cut; the marker of a fence never is that long.
            while (line.Length > RoomFor(line))
            {
                while (_hasText) Flush();
                var cut = CutOf(line, RoomFor(line));
                Append(line[..cut]);
                _fence = Fence.After(_fence, line[..cut]);
                Flush();
                line = (_fence?.Continued ?? "") + line[cut..];
            }

            var fence = Fence.After(_fence, line);
            // The room for closing a fence is needed from the line that opens it on.
            while (_hasText && _piece.Length + 1 + line.Length + ((fence ?? _fence)?.ClosingCost ?? 0) > limit) Flush();
            if (fence is null && line.Length == 0) _lastGap = _piece.Length;
            Append(line);
            _fence = fence;
        }

        public List<string> Finish()
        {
            if (!_isEmpty) Add(_piece.ToString());
            return _pieces;
        }

        // Beside what opens and closes the block in a piece of its own; a line that may open another one needs the room to close that.
        private int RoomFor(string line) => limit - (_fence?.Cost ?? 0) - 1 - (Fence.MayBeIn(line) ? Fence.HighestClosingCost : 0);

        private void Append(string line)
        {
            if (!_isEmpty) _piece.Append('\n');
            _piece.Append(line);
            (_isEmpty, _hasText) = (false, true);
        }

        private void Flush()
        {
            var whole = _piece.ToString();
            // Between paragraphs is the better place, as long as the piece does not become much shorter for it.
            var cut = _fence is null && _lastGap > limit / 2 ? _lastGap : whole.Length;
            Add(_fence is null ? whole[..cut] : $"{whole}\n{_fence.Closing}");
            var rest = whole[cut..].TrimStart('\n');
            _piece.Clear().Append(_fence?.Opening).Append(rest);
            (_isEmpty, _hasText) = (_piece.Length == 0, rest.Length > 0);
            _lastGap = 0;
        }

        private void Add(string piece)
        {
            // Discord refuses a message of blanks.
            if (!string.IsNullOrWhiteSpace(piece)) _pieces.Add(piece.Trim('\n'));
        }

        private static int CutOf(string line, int room)
        {
            var space = line.LastIndexOf(' ', room - 1, room / 2);
            var cut = space > 0 ? space + 1 : room;
            // A fence stays whole.
            while (cut > room / 2 && line[cut - 1] == '`' && line[cut] == '`') cut--;
            return char.IsHighSurrogate(line[cut - 1]) ? cut - 1 : cut;
        }
    }

    /// <summary>An open code block.</summary>
    private sealed record Fence(string Prefix, string Marker, string Language)
    {
        private const int LongestPrefix = 16;
        private const int LongestMarker = 10;
        private const int LongestLanguage = 30;

        /// <summary>Characters that any block may need to be closed within a piece.</summary>
        public const int HighestClosingCost = LongestPrefix + LongestMarker + 1;

        public string Opening => $"{Prefix}{Marker}{Language}";

        public string Closing => $"{Prefix}{Marker}";

        public int ClosingCost => Closing.Length + 1;

        public int Cost => Opening.Length + 1 + ClosingCost;

        /// <summary>What the rest of a line begins with that is cut within the block: a quote goes on.</summary>
        public string Continued => Prefix.Contains('>', StringComparison.Ordinal) ? Prefix : "";

        /// <summary>True when a block may begin or end in the line.</summary>
        public static bool MayBeIn(string line) => line.Contains("```", StringComparison.Ordinal) || line.Contains("~~~", StringComparison.Ordinal);

        /// <summary>The block that is open after a line. Discord takes backticks anywhere in it for a fence: after words, in a list, in a quote.</summary>
        public static Fence? After(Fence? open, string line)
        {
            if (open?.Marker[0] == '~' || (open is null && line.AsSpan().TrimStart(' ').StartsWith("~~~", StringComparison.Ordinal))) return AfterTildes(open, line);
            for (var at = line.IndexOf("```", StringComparison.Ordinal); at >= 0; at = line.IndexOf("```", at, StringComparison.Ordinal))
            {
                var length = line.AsSpan(at).IndexOfAnyExcept('`') is var end and >= 0 ? end : line.Length - at;
                if (open is null && length <= LongestMarker) open = new(PrefixOf(line[..at]), line.Substring(at, length), LanguageOf(line[(at + length)..]));
                else if (open is not null && length >= open.Marker.Length) open = null;
                at += length;
                if (at >= line.Length) break;
            }

            return open;
        }

        // Discord knows no tildes; whoever reads Markdown does.
        private static Fence? AfterTildes(Fence? open, string line)
        {
            var text = line.TrimStart(' ');
            var length = text.Length - text.TrimStart('~').Length;
            if (line.Length - text.Length > 3 || length is < 3 or > LongestMarker) return open;
            var rest = text[length..].Trim();
            if (open is null) return rest.Contains('~', StringComparison.Ordinal) ? null : new("", text[..length], LanguageOf(rest));
            return length >= open.Marker.Length && rest.Length == 0 ? null : open;
        }

        private static string PrefixOf(string before)
        {
            var end = before.AsSpan().IndexOfAnyExcept(" \t>");
            var prefix = end < 0 ? before : before[..end];
            return prefix.Length <= LongestPrefix ? prefix : "";
        }

        private static string LanguageOf(string rest) =>
            rest.Trim() is { Length: <= LongestLanguage } word && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '.' or '#') ? word : "";
    }
}
