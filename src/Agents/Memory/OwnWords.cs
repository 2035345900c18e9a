using System.Text;
using System.Text.RegularExpressions;
using Bots.Agents.Offline;

namespace Bots.Agents.Memory;

/// <summary>Leaves of a message what its writer says for themselves: no code, no quoted lines, nothing in long quotation marks, no recalled notes, no secrets.</summary>
internal static partial class OwnWords
{
    // What is longer is a document, and whoever wrote it, "I" in it need not be the user.
    private const int MaxText = 2_000;

    /// <summary>The user's own words; empty for a chat command, for what was forwarded and for a document.</summary>
    public static string Of(string message) =>
        message.Length > MaxText || message.StartsWith('/') || message.StartsWith("[Forwarded", StringComparison.Ordinal) ? "" : WithoutClauses(Foreign().Replace(message, "\n"), Secrets.AreIn);

    /// <summary>The text without the clauses, and the parts behind a colon, for which this is true.</summary>
    public static string WithoutClauses(string text, Func<string, bool> isForeign)
    {
        var (left, before) = (new StringBuilder(text), 0);
        foreach (var (start, end) in ClauseBounds.In(PlainText.Fold(text)))
        {
            // The word that joins it to the clause before goes with it.
            var colon = text.IndexOf(": ", start, end - start, StringComparison.Ordinal);
            var from = isForeign(text[start..end]) ? before : colon >= 0 && isForeign(text[(colon + 2)..end]) ? colon + 2 : end;
            for (; from < end; from++) left[from] = '\n';
            before = end;
        }

        return left.ToString();
    }

    [GeneratedRegex(@"```.*?(```|\z)|`[^`\n]*`|^\s*(>|\||- \(\d{4}-\d\d-\d\d\) )[^\n]*$|""[^""\n]{15,}""|“[^”\n]{15,}”|„[^“”\n]{15,}[“”]|«[^»\n]{15,}»", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Foreign();
}
