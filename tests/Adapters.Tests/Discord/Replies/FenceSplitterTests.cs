using Bots.Adapters.Discord.Replies;
using FsCheck;
using FsCheck.Fluent;

namespace Bots.Adapters.Tests.Discord.Replies;

public sealed class FenceSplitterTests
{
    private static readonly string[] Words = ["word", "```", "```csharp", "~~~~", "    code", "", "", "ein längerer Satz mit Wörtern.", "日本語のテキスト", "😀😀😀", "- item", new('x', 90), "````", "a ` b"];

    [Fact]
    public void A_short_text_stays_as_it_is() => Assert.Equal(["Hello\n\n    *world*"], FenceSplitter.Split("Hello\n\n    *world*"));

    [Fact]
    public void A_text_without_content_is_no_message() => Assert.Empty(FenceSplitter.Split("\n  \n"));

    [Fact]
    public void A_code_block_that_is_cut_is_closed_and_opened_again_with_its_language()
    {
        var pieces = FenceSplitter.Split($"See:\n```python\n{string.Join('\n', Enumerable.Repeat("print(1)", 20))}\n```", 100);

        Assert.True(pieces.Count > 1);
        Assert.All(pieces.Skip(1), static piece => Assert.StartsWith("```python\n", piece, StringComparison.Ordinal));
        Assert.All(pieces, static piece => Assert.EndsWith("\n```", piece, StringComparison.Ordinal));
        Assert.Equal(20, pieces.Sum(static piece => piece.Split('\n').Count(static line => line == "print(1)")));
    }

    [Fact]
    public void It_is_cut_between_paragraphs_where_that_is_possible()
    {
        var first = new string('a', 60);

        Assert.Equal([first, $"{new string('b', 20)}\n{new string('c', 30)}"], FenceSplitter.Split($"{first}\n\n{new string('b', 20)}\n{new string('c', 30)}", 100));
    }

    [Fact]
    public void A_long_line_is_cut_between_words_and_never_within_a_character()
    {
        Assert.All(FenceSplitter.Split(string.Concat(Enumerable.Repeat("😀", 500)), 99), static piece => Assert.False(char.IsHighSurrogate(piece[^1]) || char.IsLowSurrogate(piece[0])));
        Assert.All(FenceSplitter.Split(string.Join(' ', Enumerable.Repeat("word", 100)), 50), static piece => Assert.EndsWith("word", piece.TrimEnd(), StringComparison.Ordinal));
    }

    [Fact]
    public void Any_text_is_cut_within_the_limit_and_loses_no_word()
    {
        var texts = Gen.Elements(Words).ListOf().Select(static words => string.Join('\n', words)).Resize(200).ToArbitrary();

        Prop.ForAll(texts, static text =>
        {
            var pieces = FenceSplitter.Split(text, 120);
            Assert.All(pieces, static piece => Assert.InRange(piece.Length, 1, 120));
            Assert.All(pieces, static piece => Assert.False(string.IsNullOrWhiteSpace(piece)));
            Assert.Equal(Said(text), Said(string.Join('\n', pieces)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    // Everything but blanks and the fences, which are written anew.
    private static string Said(string text) => string.Concat(text.Split('\n').Where(static line => !line.TrimStart().StartsWith("```", StringComparison.Ordinal) && !line.TrimStart().StartsWith("~~~", StringComparison.Ordinal))
        .SelectMany(static line => line.Where(static c => !char.IsWhiteSpace(c))));
}
