using System.Net;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Bots.Adapters.Web;

/// <summary>Turns an answer into HTML that is safe to show whatever the answer holds: no HTML of its own, no images, no links but http, https and mailto.</summary>
internal static class WebMarkdown
{
    /// <summary>Longer texts are shown as they are: rendering them costs more than it gives.</summary>
    internal const int MostCharacters = 32_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UseAutoLinks().UseSoftlineBreakAsHardlineBreak().DisableHtml().Build();

    /// <summary>The HTML of a Markdown text.</summary>
    public static string ToHtml(string markdown)
    {
        if (markdown.Length > MostCharacters) return Plain(markdown);
        try
        {
            var document = Markdown.Parse(markdown, Pipeline);
            foreach (var link in document.Descendants<LinkInline>().ToList()) Mend(link);
            foreach (var link in document.Descendants<AutolinkInline>().ToList()) Mend(link);
            foreach (var table in document.Descendants<Table>()) AlignByClass(table);
            return document.ToHtml(Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig refuses text nested too deeply.
            return Plain(markdown);
        }
    }

    private static string Plain(string text) => $"<p class=\"plain\">{WebUtility.HtmlEncode(text)}</p>";

    private static void Mend(LinkInline link)
    {
        // An image is fetched without being asked for, and tells its host who reads: it becomes a link.
        link.IsImage = false;
        if (IsSafe(link.Url)) OpenOutside(link.GetAttributes());
        else link.ReplaceBy(new ContainerInline());
    }

    private static void Mend(AutolinkInline link)
    {
        if (link.IsEmail || IsSafe(link.Url)) OpenOutside(link.GetAttributes());
        else link.ReplaceBy(new LiteralInline(link.Url));
    }

    private static void OpenOutside(HtmlAttributes attributes)
    {
        attributes.AddProperty("target", "_blank");
        attributes.AddProperty("rel", "noopener noreferrer nofollow");
    }

    private static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https" or "mailto");

    // Markdig aligns by style attributes, which the page's content policy forbids.
    private static void AlignByClass(Table table)
    {
        foreach (var row in table.OfType<TableRow>())
        {
            for (var i = 0; i < row.Count && i < table.ColumnDefinitions.Count; i++)
            {
                var align = table.ColumnDefinitions[i].Alignment;
                if (align is TableColumnAlign.Right) row[i].GetAttributes().AddClass("right");
                if (align is TableColumnAlign.Center) row[i].GetAttributes().AddClass("center");
            }
        }

        foreach (var column in table.ColumnDefinitions) column.Alignment = null;
    }
}
