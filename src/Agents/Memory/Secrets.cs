using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bots.Agents.Memory;

/// <summary>What must not be kept, whoever asks for it: passwords, keys and numbers that open something, by what they are called and by how they look.</summary>
internal static partial class Secrets
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>True when the text names or holds one.</summary>
    public static bool AreIn(string text)
    {
        var plain = Plain(text);
        return Word().IsMatch(plain) || Shape().IsMatch(plain);
    }

    // Wide letters as plain ones, and letters without marks that stand beside them.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter is >= '！' and <= '～') plain.Append((char)(letter - '！' + '!'));
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark) plain.Append(letter);
        }

        return plain.ToString();
    }

    // English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Polish, Turkish, Russian and Ukrainian, Chinese, Japanese, Korean.
    [GeneratedRegex(
        @"\w*pass ?wor[dt]\w*|\bpassw(d|örter\w*)|\bpwd\b|\bpass ?-?(code|phrase|key)s?\b|\bpin\b|\bpin ?-?(code|number)s?\b|\b(cvv|cvc|iban|ssn|otp|totp|2fa|tan)\b|\bsocial security|\b(credit |debit )?card numbers?\b|\baccount numbers?\b|\b(api|access|secret|private|signing|encryption|license|recovery|ssh|aws)[ -]?keys?\b|\b(access|auth|api|bearer|bot|refresh|session|security)[ -]?tokens?\b|\bseed phrase|\b(recovery|backup|verification|security|login|unlock|one[- ]time) (codes?|phrases?)\b|\b(door|gate|alarm|lock|locker|safe|entry|access|garage|wi-?fi|sim|pass|t[uü]r|tor) ?-?codes?\b(?! words?\b)|\bmy tokens?\b|\bmein token\b|\blog-?ins?\b|\bsecrets?\b|\bcredentials?\b"
        + @"|\w*kennw[oö]rt\w*|\b\w*passwörter\w*|\bgeheim(zahl|code|nummer|nis)\w*|\b(karten|konto)nummern?\b|\bzugangs(daten|codes?|schlüssel)\b|\blosungswort\w*|\b(privater|geheimer) schlüssel"
        + @"|\bmots? de passe\b|\bcodes? (secret|confidentiel|pin)s?\b|\bcl[eé]s? (priv[eé]e|secr[eè]te|d['’]?acc[eè]s|api|d['’]api)s?\b"
        + @"|\bcontrase[nñ]as?\b|\b(mi|tu|su|la) clave\b|\bclaves? (secreta|privada|de acceso|api)s?\b|\bc[oó]digo (secreto|pin)\b"
        + @"|\bsenhas?\b|\bparola d['’]ordine\b|\bwachtwoord\w*|\blösenord\w*|\bhas(ł|l)(o|a|em)\b|\bşifre\w*"
        + @"|\bпарол\w*|\bпин[ -]?код\w*|\b(секретн|приватн|закрыт)\w+ (ключ|код)\w*|\bключ\w* (api|доступа)"
        + @"|密码|密碼|口令|パスワード|暗証番号|비밀번호|암호", Options | RegexOptions.IgnoreCase)]
    private static partial Regex Word();

    // Long numbers; AWS, private keys, bearer tokens and web tokens, GitHub, GitLab, Slack, OpenAI, Anthropic and Stripe, Google, Telegram, npm and others; anything long that only a
    // program makes of letters and digits.
    [GeneratedRegex(
        @"\d[\d -]{10,}\d|\b(AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,}|-----BEGIN [A-Z0-9 ]+-----|\b[Bb]earer\s+[\w.~+/=-]{8,}|\beyJ[\w-]{8,}\.[\w-]{4,}"
        + @"|\b(gh[a-z]|github_pat|glpat|xox[a-z]|xapp|sk|pk|rk|npm|hf|shpat|dop_v1|pypi)[-_][\w-]{8,}|\bAIza[\w-]{20,}|\bSG\.[\w-]{10,}|\b\d{6,12}:[\w-]{30,}|(?<![\w/.-])(?=\w*[0-9])(?=\w*[A-Za-z])\w{32,}|(?<![\w/+=.:-])(?=\S*[0-9])(?=\S*[a-z])(?=\S*[A-Z])[A-Za-z0-9/+]{40}(?![\w/+=.-])", Options)]
    private static partial Regex Shape();
}
