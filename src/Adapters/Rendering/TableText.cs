using System.Text;
using Markdig.Extensions.Tables;

namespace Bots.Adapters.Rendering;

/// <summary>Lays a table out as lines of equal-width text.</summary>
internal static class TableText
{
    // Wider tables wrap on every screen: aligning them only adds spaces.
    private const int WidestAligned = 120;
    private const string Gap = " │ ";

    /// <summary>The table with aligned columns and a line under its head; too wide ones are left unaligned.</summary>
    public static string Layout(Table table)
    {
        List<List<string>> rows = [.. table.OfType<TableRow>().Select(static row => row.OfType<TableCell>().Select(Text).ToList())];
        var columns = rows.Max(static row => row.Count);
        var widths = Enumerable.Range(0, columns).Select(column => rows.Max(row => column < row.Count ? DisplayWidth.Of(row[column]) : 0)).ToArray();
        var aligned = widths.Sum() + (Gap.Length * (columns - 1)) <= WidestAligned;
        var lines = rows.Select(row => aligned ? Line(row, widths, table) : string.Join(Gap, row)).ToList();
        if (aligned && table.OfType<TableRow>().First().IsHeader) lines.Insert(1, string.Join("─┼─", widths.Select(static width => new string('─', width))));
        return string.Join('\n', lines.Select(static line => line.TrimEnd()));
    }

    private static string Text(TableCell cell)
    {
        var builder = new RichTextBuilder();
        new BlockWriter(builder).WriteAll(cell, 1);
        return WithAddresses(builder.Build()).Replace('\n', ' ');
    }

    // In a block of code nothing can be touched: the address stands behind the words.
    private static string WithAddresses(RichText cell) => cell.Spans
        .Where(span => span is { Kind: SpanKind.Link, Argument: not null } && !cell.Text.AsSpan(span.Start, span.Length).SequenceEqual(span.Argument))
        .OrderByDescending(static span => span.End)
        .Aggregate(cell.Text, static (text, link) => text.Insert(link.End, $" ({link.Argument})"));

    private static string Line(List<string> row, int[] widths, Table table) =>
        string.Join(Gap, widths.Select((width, column) => Cell(column < row.Count ? row[column] : "", width, AlignmentOf(table, column))));

    private static TableColumnAlign? AlignmentOf(Table table, int column) =>
        column < table.ColumnDefinitions.Count ? table.ColumnDefinitions[column].Alignment : null;

    private static string Cell(string text, int width, TableColumnAlign? align)
    {
        var free = width - DisplayWidth.Of(text);
        var left = align switch { TableColumnAlign.Right => free, TableColumnAlign.Center => free / 2, _ => 0 };
        return new StringBuilder().Append(' ', left).Append(text).Append(' ', free - left).ToString();
    }
}
