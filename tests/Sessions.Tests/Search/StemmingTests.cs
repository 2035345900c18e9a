using Bots.Sessions.Search;
using Microsoft.Data.Sqlite;

namespace Bots.Sessions.Tests.Search;

/// <summary>Stems are those of SQLite's full-text index, so that all stores find the same.</summary>
public sealed class StemmingTests
{
    private static readonly string[] Roots =
    [
        "a", "b", "be", "tr", "by", "cry", "say", "sky", "hop", "hope", "fil", "fall", "fail", "size", "siz", "plas", "motor", "sens", "vital", "radic", "form", "depend",
        "allow", "adopt", "homo", "commun", "activ", "angul", "effect", "bowl", "rate", "ceas", "control", "roll", "generic", "gener", "conform", "differ", "vile", "hesit",
        "digit", "valen", "rac", "operat", "feud", "decis", "callou", "sensitiv", "electr", "triplic", "good", "reviv", "infer", "airlin", "gyroscop", "adjust", "defens",
        "irrit", "replac", "happi", "relat", "condit", "archa", "yyy", "toy", "enjoy", "queu", "see", "agr", "bl", "conflat", "troubl", "tann", "hiss", "fizz", "box", "show",
    ];

    private static readonly string[] Endings =
    [
        "", "s", "es", "ies", "sses", "ss", "eed", "ed", "ing", "at", "ated", "bled", "izing", "y", "ying", "ational", "tional", "enci", "anci", "izer", "logi", "logy", "bli",
        "bly", "alli", "ally", "entli", "eli", "ousli", "ization", "ation", "ator", "alism", "iveness", "fulness", "ousness", "aliti", "ality", "iviti", "biliti", "icate",
        "ative", "alize", "iciti", "ical", "ful", "ness", "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ion", "ou", "ism",
        "ate", "iti", "ous", "ive", "ize", "e", "ee", "ll", "lle", "yed", "oed",
    ];

    [Fact]
    public void Stems_are_those_of_the_full_text_index()
    {
        var words = Roots.SelectMany(static root => Endings.Select(ending => root + ending)).Concat(["café", "naïve", "größe", "ångström", "привет", "σοφός", "x1", "4711"]).Distinct().ToList();
        var expected = StemsOf(words);

        var wrong = words.Where((word, index) => WordStem.Of(word) != expected[index]).Select(word => $"{word}: {WordStem.Of(word)}").ToList();

        Assert.True(words.Count > 5_000);
        Assert.Empty(wrong);
    }

    private static List<string> StemsOf(List<string> words)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Run(connection, "CREATE VIRTUAL TABLE word USING fts5(text, tokenize='porter unicode61 remove_diacritics 2')");
        Run(connection, "CREATE VIRTUAL TABLE term USING fts5vocab(word, 'instance')");
        Run(connection, "BEGIN");
        foreach (var word in words) Run(connection, "INSERT INTO word(text) VALUES($text)", word);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT term FROM term ORDER BY doc, offset";
        using var rows = command.ExecuteReader();
        var stems = new List<string>();
        while (rows.Read()) stems.Add(rows.GetString(0));
        return stems;
    }

    private static void Run(SqliteConnection connection, string sql, string? text = null)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are those above.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (text is not null) command.Parameters.AddWithValue("$text", text);
        command.ExecuteNonQuery();
    }
}
