namespace Bots.Agents.Offline;

/// <summary>Text with typographic variants folded away, character for character, so that positions stay those of the original.</summary>
internal static class PlainText
{
    /// <summary>Apostrophes, quotes, dashes and spaces in their plain form.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, static (folded, source) =>
    {
        for (var i = 0; i < source.Length; i++) folded[i] = Fold(source[i]);
    });

    private static char Fold(char c) => c switch
    {
        '’' or '‘' or 'ʼ' or '´' or '`' or '′' or '＇' => '\'',
        '“' or '”' or '„' or '«' or '»' => '"',
        '–' or '—' or '‐' or '‑' => '-',
        '？' => '?',
        '！' => '!',
        '。' => '.',
        '，' => ',',
        '\r' => '\n',
        _ when c != '\n' && (char.IsWhiteSpace(c) || char.IsControl(c)) => ' ',
        _ => c,
    };
}
