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

        public void WriteLine(string line)
        {
            // A line that does not even fit a piece of its own is cut; the marker of a fence never is that long.
            var room = limit - (_fence?.Cost ?? 0) - 1;
            while (line.Length > room)
            {
                if (!_isEmpty) Flush();
                var cut = CutOf(line, room);
                Append(line[..cut]);
                Flush();
                line = line[cut..];
            }

            var fence = Fence.After(_fence, line);
            // The room for closing a fence is needed from the line that opens it on.
            while (!_isEmpty && _piece.Length + 1 + line.Length + ((fence ?? _fence)?.ClosingCost ?? 0) > limit) Flush();
            if (fence is null && line.Length == 0) _lastGap = _piece.Length;
            Append(line);
            _fence = fence;
        }

        public List<string> Finish()
        {
            if (!_isEmpty) Add(_piece.ToString());
            return _pieces;
        }

        private void Append(string line)
        {
            if (!_isEmpty) _piece.Append('\n');
            _piece.Append(line);
            _isEmpty = false;
        }

        private void Flush()
        {
            var whole = _piece.ToString();
            // Between paragraphs is the better place, as long as the piece does not become much shorter for it.
            var cut = _fence is null && _lastGap > limit / 2 ? _lastGap : whole.Length;
            Add(_fence is null ? whole[..cut] : $"{whole}\n{_fence.Marker}");
            _piece.Clear().Append(_fence?.Opening).Append(whole[cut..].TrimStart('\n'));
            _isEmpty = _piece.Length == 0;
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
            return char.IsHighSurrogate(line[cut - 1]) ? cut - 1 : cut;
        }
    }

    /// <summary>An open code block.</summary>
    private sealed record Fence(string Marker, string Opening)
    {
        private const int LongestInfo = 40;

        public int ClosingCost => Marker.Length + 1;

        public int Cost => Opening.Length + 1 + ClosingCost;

        /// <summary>The block that is open after a line.</summary>
        public static Fence? After(Fence? open, string line)
        {
            var text = line.TrimStart(' ');
            if (line.Length - text.Length > 3 || text is not ['`', ..] and not ['~', ..]) return open;
            var length = text.Length - text.TrimStart(text[0]).Length;
            if (length < 3) return open;
            var rest = text[length..].Trim();
            if (open is null) return rest.Contains(text[0]) || line.Length > LongestInfo * 2 ? null : new(text[..length], text[..length] + (rest.Length <= LongestInfo ? rest : ""));
            return text[0] == open.Marker[0] && length >= open.Marker.Length && rest.Length == 0 ? null : open;
        }
    }
}
