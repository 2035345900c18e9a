using System.Text;

namespace Bots.Adapters.Rendering;

/// <summary>Buttons for platforms that show none (yet): a list of what to type.</summary>
internal static class ButtonText
{
    /// <summary>The answer's text with its buttons below it.</summary>
    public static string WithButtons(Reply reply)
    {
        if (reply.Buttons.Count == 0) return reply.Markdown;
        var text = new StringBuilder(reply.Markdown.TrimEnd());
        if (text.Length > 0) text.Append("\n\n");
        foreach (var button in reply.Buttons.SelectMany(static row => row)) text.Append("- ").Append(Escaped(button.Label)).Append(": `").Append(button.Data).Append("`\n");
        return text.ToString().TrimEnd('\n');
    }

    // A label is plain text, and often holds what a user wrote.
    private static string Escaped(string label) =>
        string.Concat(label.ReplaceLineEndings(" ").Select(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' || c > 127 ? $"{c}" : $"\\{c}"));
}
