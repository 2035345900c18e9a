using Bots.Adapters.Rendering;

namespace Bots.Adapters.Tests.Rendering;

public sealed class RichTextSplitterTests
{
    [Fact]
    public void A_text_that_fits_is_left_alone()
    {
        var whole = MarkdownRenderer.Render("**all** of it");

        var piece = Assert.Single(RichTextSplitter.Split(whole, 100, 100));

        Assert.Equal("[Bold:all] of it", MarkdownRendererTests.Show(piece));
    }

    [Fact]
    public void Blocks_are_cut_apart_before_lines_and_lines_before_words() => Assert.Equal(
        ["one two\nthree", "four five", "six seven"],
        Split("one two\nthree\n\nfour five\nsix seven", 16));

    [Fact]
    public void Code_goes_on_in_the_next_piece_with_its_language_and_indentation() => Assert.Equal(
        ["[Pre=python:def f():\n    a()]", "[Pre=python:    b()\n    c()]"],
        Split("```python\ndef f():\n    a()\n    b()\n    c()\n```", 18));

    [Fact]
    public void A_style_goes_on_in_the_next_piece() => Assert.Equal(["[Bold:one two]", "[Bold:three]"], Split("**one two three**", 9));

    [Fact]
    public void Characters_are_counted_as_the_server_does_and_never_cut()
    {
        var pieces = Split(string.Concat(Enumerable.Repeat("👩‍👩‍👧", 10)), 12);

        Assert.All(pieces, static piece => Assert.Equal("👩‍👩‍👧👩‍👩‍👧", piece));
        Assert.Equal(5, pieces.Count);
    }

    [Fact]
    public void One_grapheme_that_is_too_long_is_still_carried()
    {
        var zalgo = "a" + string.Concat(Enumerable.Repeat("\u0301", 50));

        Assert.Equal(zalgo, string.Concat(Split(zalgo, 10)));
    }

    [Fact]
    public void No_piece_has_too_many_styles()
    {
        var text = string.Join(' ', Enumerable.Range(0, 250).Select(static i => $"**b{i}** x"));

        var pieces = RichTextSplitter.Split(MarkdownRenderer.Render(text), 4096, 100);

        Assert.All(pieces, static piece => Assert.InRange(piece.Spans.Count, 1, 100));
        Assert.Equal(250, pieces.Sum(static piece => piece.Spans.Count));
    }

    private static IReadOnlyList<string> Split(string markdown, int max) =>
        [.. RichTextSplitter.Split(MarkdownRenderer.Render(markdown), max, 100).Select(MarkdownRendererTests.Show)];
}
