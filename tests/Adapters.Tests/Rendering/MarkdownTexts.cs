using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Bots.Adapters.Tests.Rendering;

/// <summary>Random Markdown of the kind that breaks renderers: nested, unclosed, in every script, with huge tables.</summary>
internal static class MarkdownTexts
{
    private static readonly string[] Words =
    [
        "word", "a", "naïve", "日本語", "한국어", "עברית", "العربية", "ไทย", "👍", "👩‍👩‍👧", "🏳️‍🌈", "e\u0301", "a\u0300\u0301\u0302", "Z̗̈", "\u200b", "\u00a0", "1", "2.", "#", "https://example.org/a_b*c",
        "x@y.org", "&amp;", "<br>", "<b>", "\\", "\\*", "!", "$x$", "\t", "snake_case", "@name", "/cmd", "\r", "\u2028", "\ufeff", "'", "\"", ":",
    ];

    private static readonly string[] Marks = ["*", "**", "***", "_", "__", "~~", "||", "|", "`", "``", "[", "]", "](https://e.org)", "(", ")", "![", "<", ">", "\\", "^", "=="];

    private static readonly string[] LineStarts = ["", "", "", "# ", "### ", "- ", "* ", "1. ", "> ", "> > ", "    ", "  - ", "- [ ] ", "\t", "| ", "---", "===", "```", "~~~", "```cs", "[r]: http://e.org"];

    private static readonly Gen<string> Word = Gen.Elements(Words);

    private static readonly Gen<string> Wrapped =
        from mark in Gen.Elements("*", "**", "_", "~~", "||", "`")
        from words in Gen.ListOf(Word)
        select mark + string.Join(' ', words) + mark;

    private static readonly Gen<string> Piece = Gen.Frequency((6, Word), (2, Gen.Elements(Marks)), (2, Wrapped), (1, Gen.Elements(" ", "\n", "  \n")));

    private static readonly Gen<string> Line =
        from start in Gen.Elements(LineStarts)
        from pieces in Gen.ListOf(Piece)
        from gap in Gen.Elements(" ", "", "  ")
        select start + string.Join(gap, pieces);

    private static readonly Gen<string> Table =
        from columns in Gen.Choose(1, 8)
        from rows in Gen.Choose(1, 60)
        from cell in Gen.ArrayOf(Piece, columns * (rows + 1))
        select string.Join('\n', Enumerable.Range(0, rows + 1).SelectMany(row => new[] { "|" + string.Join('|', cell.Skip(row * columns).Take(columns)) + "|" }
            .Concat(row == 0 ? ["|" + string.Concat(Enumerable.Repeat("---|", columns))] : Array.Empty<string>())));

    private static readonly Gen<string> Code =
        from fence in Gen.Elements("```", "~~~~", "```python", "```c++ title=x")
        from lines in Gen.ListOf(Line)
        select $"{fence}\n{string.Join('\n', lines)}\n{fence[..3]}";

    private static readonly Gen<string> Long =
        from word in Word
        from count in Gen.Choose(300, 2500)
        from gap in Gen.Elements(" ", "", "\n", "** **", "`")
        select string.Join(gap, Enumerable.Repeat(word, count));

    private static readonly Gen<string> Block = Gen.Frequency((30, Line), (3, Table), (4, Code), (1, Long));

    /// <summary>Whole texts.</summary>
    public static Gen<string> All { get; } =
        from blocks in Gen.ListOf(Block)
        from gap in Gen.Elements("\n", "\n\n", "\n\n", "\n> ", "\n  ")
        select string.Join(gap, blocks);

    /// <summary>How many texts a run tries; the variable asks for a long run.</summary>
    public static int Count => int.TryParse(Environment.GetEnvironmentVariable("BOTS_FUZZ_TEXTS"), CultureInfo.InvariantCulture, out var count) ? count : 2_000;
}
