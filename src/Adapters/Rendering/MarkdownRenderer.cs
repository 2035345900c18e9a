using System.Text;
using Markdig;
using Markdig.Extensions.EmphasisExtras;

namespace Bots.Adapters.Rendering;

/// <summary>Turns Markdown, as models write it, into text with styles. Never fails: what is no Markdown stays as it was written.</summary>
internal static class MarkdownRenderer
{
    // Beyond this a parse tree costs more than it gives.
    private const int LongestParsed = 400_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UsePipeTables()
        .UseTaskLists()
        .UseAutoLinks()
        .Build();

    /// <summary>Renders a whole text, or the beginning of one that is still being written.</summary>
    public static RichText Render(string markdown)
    {
        var text = WellFormed(markdown);
        if (text.Length > LongestParsed) return Plain(text);
        try
        {
            var builder = new RichTextBuilder();
            new BlockWriter(builder).WriteAll(Markdown.Parse(text, Pipeline));
            var rich = builder.Build();
            return rich.Text.Length > 0 ? rich : Plain(text); // an empty code block and the like
        }
        catch (ArgumentException)
        {
            return Plain(text); // nested deeper than the parser goes
        }
    }

    /// <summary>A text as it stands, without any style.</summary>
    public static RichText Plain(string text) => new(WellFormed(text).Trim(), []);

    // Half of a surrogate pair cannot go on any wire, and a lone carriage return is a newline as well.
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).ReplaceLineEndings("\n");
}
