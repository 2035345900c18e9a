using System.Text.RegularExpressions;

namespace Bots.Agents.Memory;

/// <summary>Leaves of a message what its writer says for themselves: no code, no quoted lines, nothing in long quotation marks.</summary>
internal static partial class OwnWords
{
    // What is longer is a document, and whoever wrote it, "I" in it need not be the user.
    private const int MaxText = 2_000;

    /// <summary>The user's own words; empty for a chat command, for what was forwarded and for a document.</summary>
    public static string Of(string message) =>
        message.Length > MaxText || message.StartsWith('/') || message.StartsWith("[Forwarded", StringComparison.Ordinal) ? "" : Foreign().Replace(message, "\n");

    /// <summary>True for text that must not be kept, whoever asks for it: passwords, keys and numbers that open something.</summary>
    public static bool HoldsSecret(string text) => Secret().IsMatch(text);

    [GeneratedRegex(@"```.*?(```|\z)|`[^`\n]*`|^\s*(>|\|).*$|""[^""\n]{15,}""|“[^”\n]{15,}”|„[^“”\n]{15,}[“”]|«[^»\n]{15,}»", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"\b(pass ?words?|passwort|pass ?(code|phrase)|pin|pin ?code|geheimzahl|cvv|cvc|iban|ssn|social security|(credit|debit)? ?card numbers?|kartennummer|account number|kontonummer|api[ -]?keys?|private key|seed phrase|recovery (code|phrase)|secrets?|access token|one[- ]time code|otp|tan)\b|\d[\d -]{10,}\d|\b(sk|pk|ghp|xox[a-z])[-_]\w{8,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();
}
