using System.Globalization;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace Bots.Adapters.Rendering;

/// <summary>Writes the blocks of a parsed Markdown text one below the other.</summary>
internal sealed class BlockWriter(RichTextBuilder to)
{
    private const string Rule = "———";
    private const string NestedQuote = "› ";

    /// <summary>Writes all blocks; <paramref name="newlines"/> part them, and the first goes on in the line begun when <paramref name="lineBegun"/>.</summary>
    public void WriteAll(ContainerBlock blocks, int newlines = 2, bool lineBegun = false)
    {
        foreach (var block in blocks)
        {
            if (block is LinkReferenceDefinitionGroup or BlankLineBlock) continue;
            if (!lineBegun) to.StartLine(newlines);
            lineBegun = false;
            Write(block);
        }
    }

    private void Write(Block block)
    {
        switch (block)
        {
            case HeadingBlock heading: WriteHeading(heading); break;
            case ListBlock list: WriteList(list); break;
            case QuoteBlock quote: WriteQuote(quote); break;
            case Table table: to.WriteCode(SpanKind.Pre, TableText.Layout(table)); break;
            case FencedCodeBlock fenced: WriteCode(fenced, fenced.Info); break;
            case CodeBlock code: WriteCode(code, null); break;
            case ThematicBreakBlock: to.Write(Rule); break;
            case LeafBlock { Inline: { } inlines }: new InlineWriter(to).WriteAll(inlines); break;
            case LeafBlock leaf: to.Write(leaf.Lines.ToString().TrimEnd('\n')); break;
            case ContainerBlock container: WriteAll(container, lineBegun: true); break;
        }
    }

    private void WriteHeading(HeadingBlock heading)
    {
        if (heading.Inline is null) return;
        var opened = to.Open(SpanKind.Bold);
        new InlineWriter(to).WriteAll(heading.Inline);
        if (opened) to.Close();
    }

    private void WriteList(ListBlock list)
    {
        var number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 1;
        var first = true;
        foreach (var item in list.OfType<ContainerBlock>())
        {
            if (!first) to.StartLine(list.IsLoose ? 2 : 1);
            first = false;
            var marker = list.IsOrdered ? $"{number++}. " : "• ";
            to.Write(marker);
            to.PushPrefix(list.IsOrdered ? new string(' ', marker.Length) : "  ");
            WriteAll(item, list.IsLoose ? 2 : 1, lineBegun: true);
            to.PopPrefix();
        }
    }

    private void WriteQuote(QuoteBlock quote)
    {
        if (to.Open(SpanKind.Quote))
        {
            WriteAll(quote, lineBegun: true);
            to.Close();
            return;
        }

        to.Write(NestedQuote);
        to.PushPrefix(NestedQuote);
        WriteAll(quote, lineBegun: true);
        to.PopPrefix();
    }

    private void WriteCode(CodeBlock code, string? language)
    {
        // A platform takes tabs for single spaces; an indentation must survive.
        var text = code.Lines.ToString().Replace("\r", "", StringComparison.Ordinal).Replace("\t", "    ", StringComparison.Ordinal).TrimEnd('\n');
        to.WriteCode(SpanKind.Pre, text, string.IsNullOrWhiteSpace(language) ? null : language);
    }
}
