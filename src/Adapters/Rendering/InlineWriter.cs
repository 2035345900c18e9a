using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;

namespace Bots.Adapters.Rendering;

/// <summary>Writes what stands within a paragraph: text, styles, links, code.</summary>
internal sealed class InlineWriter(RichTextBuilder to)
{
    /// <summary>Writes everything in the container.</summary>
    public void WriteAll(ContainerInline inlines)
    {
        List<Inline> children = [.. inlines];
        var spoilers = SpoilerMarks.In(children);
        var opened = false;
        for (var i = 0; i < children.Count; i++)
        {
            if (spoilers.TryGetValue(i, out var opens))
            {
                // Within a spoiler another one changes nothing.
                if (opens) opened = to.Open(SpanKind.Spoiler);
                else if (opened) to.Close();
                i++; // a mark is two inlines long
            }
            else
            {
                Write(children[i]);
            }
        }
    }

    private void Write(Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal: to.Write(literal.Content.AsSpan()); break;
            case CodeInline code: to.WriteCode(SpanKind.Code, code.Content.Replace('\n', ' ')); break;
            case EmphasisInline emphasis: WriteEmphasis(emphasis); break;
            case LinkInline link: WriteLink(link); break;
            case AutolinkInline link: to.Write(link.Url); break;
            case LineBreakInline: to.BreakLine(); break;
            case HtmlEntityInline entity: to.Write(entity.Transcoded.AsSpan()); break;
            case HtmlInline { Tag: "<br>" or "<br/>" or "<br />" }: to.BreakLine(); break;
            case HtmlInline html: to.Write(html.Tag); break;
            case TaskList task: to.Write(task.Checked ? "☑" : "☐"); break;
            case DelimiterInline delimiter: WriteDelimiter(delimiter); break;
            case ContainerInline container: WriteAll(container); break;
        }
    }

    private void WriteDelimiter(DelimiterInline delimiter)
    {
        to.Write(delimiter.ToLiteral());
        WriteAll(delimiter);
    }

    private void WriteEmphasis(EmphasisInline emphasis)
    {
        var opened = to.Open(emphasis switch
        {
            { DelimiterChar: '~' } => SpanKind.Strike,
            { DelimiterCount: >= 2 } => SpanKind.Bold,
            _ => SpanKind.Italic,
        });
        WriteAll(emphasis);
        if (opened) to.Close();
    }

    private void WriteLink(LinkInline link)
    {
        var url = link.Url ?? "";
        if (link.IsAutoLink) WriteAll(link);
        else if (link.FirstChild is null) to.Write(url);
        else if (Leads(url)) WriteLink(link, url);
        else WritePlainLink(link, url);
    }

    private void WriteLink(LinkInline link, string url)
    {
        var opened = to.Open(SpanKind.Link, url);
        WriteAll(link);
        if (opened) to.Close();
        else to.Write($" ({url})");
    }

    // A platform drops an address that it does not know how to open; the reader still gets it.
    private void WritePlainLink(LinkInline link, string url)
    {
        WriteAll(link);
        if (url.Length > 0) to.Write($" ({url})");
    }

    private static bool Leads(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme switch
    {
        "http" or "https" => uri.Host.Contains('.', StringComparison.Ordinal),
        "tg" or "mailto" or "tel" => true,
        _ => false,
    };
}
