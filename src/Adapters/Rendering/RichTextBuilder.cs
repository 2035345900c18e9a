using System.Text;

namespace Bots.Adapters.Rendering;

/// <summary>Writes text line by line, with an indentation, and keeps the open styles properly nested.</summary>
internal sealed class RichTextBuilder
{
    private readonly StringBuilder _text = new();
    private readonly List<TextSpan> _spans = [];
    private readonly List<(SpanKind Kind, int Start, string? Argument)> _open = [];
    private readonly Stack<string> _prefixes = new();

    /// <summary>True when a style of this kind is open.</summary>
    public bool IsOpen(SpanKind kind) => _open.Exists(open => open.Kind == kind);

    /// <summary>Starts a new line, leaving <paramref name="newlines"/> - 1 blank lines, unless nothing was written yet.</summary>
    public void StartLine(int newlines)
    {
        if (_text.Length > 0)
        {
            for (var have = TrailingNewlines(); have < newlines; have++) _text.Append('\n');
        }

        foreach (var prefix in _prefixes.Reverse()) _text.Append(prefix);
    }

    /// <summary>Writes this before every following line, until <see cref="PopPrefix"/>.</summary>
    public void PushPrefix(string prefix) => _prefixes.Push(prefix);

    /// <summary>Ends the newest prefix.</summary>
    public void PopPrefix() => _prefixes.Pop();

    /// <summary>Writes text; a newline within it starts a line with the prefixes.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c == '\n') BreakLine();
            else if (c != '\r') _text.Append(c);
        }
    }

    /// <summary>Ends the line within a paragraph.</summary>
    public void BreakLine()
    {
        _text.Append('\n');
        foreach (var prefix in _prefixes.Reverse()) _text.Append(prefix);
    }

    /// <summary>Opens a style; false (and nothing to close) when one of its kind is open already.</summary>
    public bool Open(SpanKind kind, string? argument = null)
    {
        if (IsOpen(kind)) return false;
        _open.Add((kind, _text.Length, argument));
        return true;
    }

    /// <summary>Closes the style opened last.</summary>
    public void Close()
    {
        var (kind, start, argument) = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        Add(kind, start, argument);
    }

    /// <summary>Writes code as it is. Within a link or a spoiler it stays plain, since a platform shows one or the other, and what is hidden must stay so.</summary>
    public void WriteCode(SpanKind kind, string code, string? argument = null)
    {
        var styled = !IsOpen(SpanKind.Link) && !IsOpen(SpanKind.Spoiler);
        if (styled) Interrupt();
        var start = _text.Length;
        _text.Append(code);
        if (!styled) return;
        Add(kind, start, argument);
        Resume();
    }

    /// <summary>The text with every style, without blank lines at its end.</summary>
    public RichText Build()
    {
        var length = _text.ToString().TrimEnd().Length;
        var spans = _spans
            .Select(span => span with { Length = Math.Min(span.End, length) - span.Start })
            .Where(static span => span.Length > 0)
            .OrderBy(static span => span.Start).ThenByDescending(static span => span.Length).ThenBy(static span => span.Kind);
        return new(_text.ToString(0, length), [.. spans]);
    }

    // Code cannot stand within bold and the like: they end before it and go on behind it. A quote may hold code.
    private void Interrupt()
    {
        foreach (var (kind, start, argument) in _open.Where(static open => open.Kind != SpanKind.Quote)) Add(kind, start, argument);
    }

    private void Resume()
    {
        for (var i = 0; i < _open.Count; i++)
        {
            if (_open[i].Kind != SpanKind.Quote) _open[i] = _open[i] with { Start = _text.Length };
        }
    }

    private void Add(SpanKind kind, int start, string? argument)
    {
        if (_text.Length > start) _spans.Add(new(kind, start, _text.Length - start, argument));
    }

    private int TrailingNewlines()
    {
        var count = 0;
        while (count < _text.Length && _text[_text.Length - 1 - count] == '\n') count++;
        return count;
    }
}
