using Bots.Adapters.Rendering;

namespace Bots.Adapters.Tests.Rendering;

public sealed class MarkdownRendererTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("**bold** and *italic* and ~~gone~~", "[Bold:bold] and [Italic:italic] and [Strike:gone]")]
    [InlineData("***both***", "[Bold:[Italic:both]]")]
    [InlineData("a ||secret|| b", "a [Spoiler:secret] b")]
    [InlineData("a || b || c", "a || b || c")]
    [InlineData("x ||**a**|| and ||b", "x [Bold:[Spoiler:a]] and ||b")]
    [InlineData("The answer is ||`42`||.", "The answer is [Spoiler:42].")]
    [InlineData("||use **`x = 1`** then `y`|| and `z`", "[Spoiler:use [Bold:x = 1] then y] and [Code:z]")]
    [InlineData("||a **b ||c|| d** e||", "[Spoiler:a [Bold:b c d] e]")]
    [InlineData("`code` in **bold `x` on**", "[Code:code] in [Bold:bold ][Code:x][Bold: on]")]
    [InlineData("[text](https://example.org/a?b=c)", "[Link=https://example.org/a?b=c:text]")]
    [InlineData("[`api`](https://example.org)", "[Link=https://example.org:api]")]
    [InlineData("[bad](javascript:alert(1))", "bad (javascript:alert(1))")]
    [InlineData("[local](docs/readme.md)", "local (docs/readme.md)")]
    [InlineData("https://a.example/x_y_z*q*", "https://a.example/x_y_z*q*")]
    [InlineData("![a cat](https://example.org/cat.png)", "[Link=https://example.org/cat.png:a cat]")]
    [InlineData("# Head\nText", "[Bold:Head]\n\nText")]
    [InlineData("## **Head** of `x`", "[Bold:Head of ][Code:x]")]
    [InlineData("one\ntwo\n\nthree", "one\ntwo\n\nthree")]
    [InlineData("- a\n- b\n  - c\n- d", "• a\n• b\n  • c\n• d")]
    [InlineData("3. a\n4. b", "3. a\n4. b")]
    [InlineData("- [x] done\n- [ ] open", "• ☑ done\n• ☐ open")]
    [InlineData("> quoted\n> more\n\nafter", "[Quote:quoted\nmore]\n\nafter")]
    [InlineData("> a\n> > b", "[Quote:a\n\n› b]")]
    [InlineData("```python\nif x:\n    y\n\n\tz\n```", "[Pre=python:if x:\n    y\n\n    z]")]
    [InlineData("```\nunclosed", "[Pre:unclosed]")]
    [InlineData("a\n\n---\n\nb", "a\n\n———\n\nb")]
    [InlineData("a<br>b <b>x</b> &amp; &lt;", "a\nb <b>x</b> & <")]
    [InlineData("2 * 3 * 4 and snake_case_name and 1 < 2", "2 * 3 * 4 and snake_case_name and 1 < 2")]
    [InlineData("\\*not\\*", "*not*")]
    [InlineData("| a | b |\n|---|--:|\n| x | 10 |\n| long | 5 |", "[Pre:a    │  b\n─────┼───\nx    │ 10\nlong │  5]")]
    [InlineData("| a |\n|---|\n| [**the** manual](https://e.org/m) and [more](https://e.org/n) |\n| <https://e.org/s> |\n| ![logo](https://e.org/l.png) |",
        "[Pre:a\n───────────────────────────────────────────────────────\nthe manual (https://e.org/m) and more (https://e.org/n)\nhttps://e.org/s\nlogo (https://e.org/l.png)]")]
    [InlineData("|日本|b|\n|-|-|\n|x|y|", "[Pre:日本 │ b\n─────┼──\nx    │ y]")]
    [InlineData("", "")]
    [InlineData("  \n ", "")]
    [InlineData("```\n```", "```\n```")]
    public void Markdown_becomes_text_with_styles(string markdown, string expected) => Assert.Equal(expected, Show(MarkdownRenderer.Render(markdown)));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("half \ufffd end", MarkdownRenderer.Render("half " + '\ud83d' + " end").Text);

    [Fact]
    public void A_table_too_wide_for_any_screen_is_not_padded()
    {
        var wide = new string('w', 200);

        Assert.Equal($"[Pre:a │ b\n{wide} │ c]", Show(MarkdownRenderer.Render($"|a|b|\n|-|-|\n|{wide}|c|")));
    }

    [Theory]
    [InlineData('>')]
    [InlineData('[')]
    [InlineData('*')]
    [InlineData('`')]
    [InlineData('|')]
    [InlineData('-')]
    public void A_hundred_thousand_of_the_same_are_survived(char c)
    {
        var text = new string(c, 100_000);

        Assert.NotEmpty(MarkdownRenderer.Render(text).Text);
    }

    [Fact]
    public void A_megabyte_keeps_every_word()
    {
        var text = string.Join(' ', Enumerable.Range(0, 150_000).Select(static i => $"word{i}"));

        Assert.Equal(text, MarkdownRenderer.Render(text).Text);
    }

    /// <summary>Writes the styles into the text, to be read by people.</summary>
    internal static string Show(RichText text)
    {
        var marks = text.Spans.Select(static (span, i) => (At: span.Start, Order: i, Text: $"[{span.Kind}{(span.Argument is { } argument ? "=" + argument : "")}:"))
            .Concat(text.Spans.Select(static (span, i) => (At: span.End, Order: -1000 - i, Text: "]")))
            .OrderByDescending(static mark => mark.At).ThenByDescending(static mark => mark.Order);
        return marks.Aggregate(text.Text, static (shown, mark) => shown.Insert(mark.At, mark.Text));
    }
}
