using System.Text.RegularExpressions;
using Bots.Adapters.Web;

namespace Bots.Adapters.Tests.Web;

public sealed partial class WebMarkdownTests
{
    [Theory]
    [InlineData("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>\n")]
    [InlineData("one\ntwo", "<p>one<br />\ntwo</p>\n")]
    [InlineData("```csharp\na < b\n```", "<pre><code class=\"language-csharp\">a &lt; b\n</code></pre>\n")]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n")]
    [InlineData("[x](javascript:alert(1))", "<p>x</p>\n")]
    [InlineData("[x](JaVaScRiPt:alert(1))", "<p>x</p>\n")]
    [InlineData("[x](data:text/html,hi)", "<p>x</p>\n")]
    [InlineData("[x](/admin)", "<p>x</p>\n")]
    [InlineData("<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n")]
    [InlineData("[x][1]\n\n[1]: vbscript:x", "<p>x</p>\n")]
    [InlineData("[x](mailto:a@b.c)", "<p><a href=\"mailto:a@b.c\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a></p>\n")]
    [InlineData("[**x**](https://a.b \"t\")", "<p><a href=\"https://a.b\" target=\"_blank\" rel=\"noopener noreferrer nofollow\" title=\"t\"><strong>x</strong></a></p>\n")]
    [InlineData("https://a.b/c", "<p><a href=\"https://a.b/c\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">https://a.b/c</a></p>\n")]
    [InlineData("![p](https://a.b/p.png)", "<p><a href=\"https://a.b/p.png\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">p</a></p>\n")]
    public void Markdown_becomes_safe_HTML(string markdown, string html) => Assert.Equal(html, WebMarkdown.ToHtml(markdown));

    [Fact]
    public void A_table_is_aligned_without_inline_style()
    {
        var html = WebMarkdown.ToHtml("|a|b|c|\n|--|--:|:-:|\n|1|2|3|");

        Assert.Contains("<td>1</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"right\">2</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"center\">3</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_nested_too_deeply_is_shown_as_it_is()
    {
        var text = new string('>', 5_000) + "<deep>";

        Assert.Equal($"<p class=\"plain\">{new string('>', 5_000).Replace(">", "&gt;", StringComparison.Ordinal)}&lt;deep&gt;</p>", WebMarkdown.ToHtml(text));
    }

    [Fact]
    public void A_very_long_text_is_shown_as_it_is()
    {
        Assert.StartsWith("<p class=\"plain\">**x**", WebMarkdown.ToHtml("**x**" + new string(' ', WebMarkdown.MostCharacters)), StringComparison.Ordinal);
    }

    /// <summary>Random text of dangerous pieces: whatever comes out holds only tags and attributes the page expects.</summary>
    [Fact]
    public void No_text_makes_a_tag_or_an_attribute_that_is_not_expected()
    {
        string[] pieces = ["<", ">", "\"", "'", "=", "`", "```", "*", "_", "~~", "[", "]", "(", ")", "!", "|", "-", "\n", "\n\n", "    ", "> ", "# ", "1. ", "&lt;", "&#x3c;", "\\",
            "script", "img", "onerror", "style", "a", "javascript:", "https://a.b", "data:", "mailto:x@y.z", "<b onclick=x>", "<!--", "]]>", "ü", "\u202e", "\0", "\ud83d\ude00", " "];
        var random = new Random(42);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => pieces[random.Next(pieces.Length)]));

            var rest = Expected().Replace(WebMarkdown.ToHtml(text), "");

            Assert.False(rest.Contains('<', StringComparison.Ordinal), $"{text}\n{rest}");
        }
    }

    [GeneratedRegex("""</?(?:p|strong|em|del|code|pre|blockquote|ul|ol|li|h[1-6]|table|thead|tbody|tr|th|td|br /|hr /)(?: class="(?:plain|right|center|language-[^"<>]*)"| start="\d+")*>|<a href="(?:https?:|mailto:)[^"<>]*" target="_blank" rel="noopener noreferrer nofollow"(?: title="[^"<>]*")?>|</a>""", RegexOptions.IgnoreCase)]
    private static partial Regex Expected();
}
