using Bots.Adapters.Discord.Replies;
using FsCheck;
using FsCheck.Fluent;

namespace Bots.Adapters.Tests.Discord.Replies;

public sealed class FenceSplitterTests
{
    private static readonly string[] Words = ["word", "```", "```csharp", "~~~~", "    code", "", "", "ein längerer Satz mit Wörtern.", "日本語のテキスト", "😀😀😀", "- item", new('x', 90), "````", "a ` b", $"a ~~~{new string('y', 230)}"];

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

    [Theory]
    [InlineData("1. a\n", "   ")]
    [InlineData("- a\n  - b\n\n", "    ")]
    [InlineData("- a\n", "\t")]
    [InlineData("", "> ")]
    [InlineData("", "> > ")]
    public void A_code_block_in_a_list_or_a_quote_is_closed_and_opened_again_there(string before, string prefix)
    {
        var pieces = FenceSplitter.Split($"{before}{prefix}```bash\n{string.Join('\n', Enumerable.Repeat($"{prefix}make", 40))}\n{prefix}```\nend", 120);

        Assert.True(pieces.Count > 2);
        Assert.All(pieces.Skip(1), piece => Assert.StartsWith($"{prefix}```bash\n", piece, StringComparison.Ordinal));
        Assert.All(pieces, static piece => Assert.Equal(0, Fences(piece) % 2));
        Assert.Equal(40, pieces.Sum(piece => piece.Split('\n').Count(line => line == $"{prefix}make")));
    }

    [Fact]
    public void A_code_block_that_begins_after_words_is_kept()
    {
        var pieces = FenceSplitter.Split($"Run this: ```bash\n{string.Join('\n', Enumerable.Repeat("make", 60))}\n```\nend", 100);

        Assert.True(pieces.Count > 2);
        Assert.All(pieces.Skip(1), static piece => Assert.StartsWith("```bash\n", piece, StringComparison.Ordinal));
        Assert.All(pieces, static piece => Assert.Equal(0, Fences(piece) % 2));
    }

    [Fact]
    public void A_code_block_within_one_long_line_is_kept()
    {
        var pieces = FenceSplitter.Split($"{string.Join(' ', Enumerable.Repeat("word", 20))} ```{string.Join(' ', Enumerable.Repeat("code", 60))}``` end", 120);

        Assert.All(pieces, static piece => Assert.InRange(piece.Length, 1, 120));
        Assert.All(pieces, static piece => Assert.Equal(0, Fences(piece) % 2));
    }

    [Theory]
    [InlineData("```one line``` and ")]
    [InlineData("a ```b``` c ```d``` ")]
    public void A_code_block_that_ends_in_its_line_is_not_opened_again(string text)
    {
        var pieces = FenceSplitter.Split($"{text}\n{string.Join('\n', Enumerable.Repeat("words", 60))}", 100);

        Assert.All(pieces.Skip(1), static piece => Assert.DoesNotContain("```", piece, StringComparison.Ordinal));
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

    [Theory]
    [InlineData("~~~")]
    [InlineData("```")]
    [InlineData("   ~~~~~~~~~~")]
    [InlineData("> > ```")]
    public void A_line_that_opens_a_block_and_is_longer_than_a_message_is_cut_within_the_limit(string opening)
    {
        foreach (var length in Enumerable.Range(1_900, 150).Concat(Enumerable.Range(3_900, 150)))
        {
            foreach (var rest in (string[])["", "\nmore", "\n" + new string('y', 1_990), "\n" + opening.Trim() + "\nafter"])
            {
                var pieces = FenceSplitter.Split(opening + new string('z', length) + rest);

                Assert.All(pieces, static piece => Assert.InRange(piece.Length, 1, FenceSplitter.Limit));
                Assert.Equal(length, pieces.Sum(static piece => piece.Count(static c => c == 'z')));
            }
        }
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

    private static int Fences(string piece) => piece.Split("```").Length - 1;

    // Everything but blanks and the fences, which are written anew.
    private static string Said(string text) => string.Concat(text.Split('\n').Where(static line => !line.TrimStart().StartsWith("```", StringComparison.Ordinal) && !line.TrimStart().StartsWith("~~~", StringComparison.Ordinal))
        .SelectMany(static line => line.Where(static c => !char.IsWhiteSpace(c))));
}
