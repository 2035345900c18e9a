using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Search;
using Microsoft.Data.Sqlite;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>What SQLite itself says of the file, table by table.</summary>
internal static class PageCheck
{
    private const string IsWhole = "PRAGMA integrity_check(1)";
    private const string Tables = "SELECT name FROM sqlite_master WHERE type='table' AND rootpage>0 ORDER BY rootpage";
    private const int MostSaid = 300;

    private static readonly string[] SaidOfIndexes = ["missing from index", "wrong # of entries in index", "non-unique entry in index"];
    private static readonly Mend Reindex = new("reindex", "All indexes are built anew.", static transaction => transaction.Connection.Execute("REINDEX"));

    public static IEnumerable<Finding> Run(Connection connection)
    {
        var said = connection.Text(IsWhole);
        if (said == "ok") return [];
        List<Finding> findings = [.. Names(connection).SelectMany(table => Look(connection, table))];
        return findings.Count > 0 ? findings : [Finding.Of(IntegrityProblemKind.Unreadable, null, $"SQLite says of the file: {Short(said)}. Restore a backup.")];
    }

    private static List<string> Names(Connection connection)
    {
        var names = new List<string>();
        using var rows = connection.Query(Tables);
        while (rows.Step()) names.Add(rows.Text(0));
        return names;
    }

    private static IEnumerable<Finding> Look(Connection connection, string table)
    {
        var said = connection.Text($"PRAGMA integrity_check(\"{table}\")");
        if (said == "ok") yield break;
        if (SearchTables.Own(table))
        {
            yield return Finding.Of(IntegrityProblemKind.Unreadable, null, $"The search index is damaged, the messages are not touched by that: {Short(said)}.", SearchIndexCheck.Remake);
            yield break;
        }

        if (RowsAreReadable(connection, table))
        {
            var isDamage = !SaidOfIndexes.Any(words => said.Contains(words, StringComparison.Ordinal));
            yield return Finding.Of(
                isDamage ? IntegrityProblemKind.Unreadable : IntegrityProblemKind.WrongCount, null, $"An index of the table \"{table}\" is damaged, its rows are not: {Short(said)}.", Reindex);
            yield break;
        }

        yield return Finding.Of(IntegrityProblemKind.Unreadable, null, $"Rows of the table \"{table}\" cannot be read: {Short(said)}. Restore a backup.");
        if (table is not ("message" or "body")) yield break;
        foreach (var finding in DamagedHistories.Find(connection)) yield return finding;
    }

    private static bool RowsAreReadable(Connection connection, string table)
    {
        try
        {
            using var rows = connection.Query($"SELECT * FROM \"{table}\" NOT INDEXED");
            rows.Run();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static string Short(string said)
    {
        var line = said.Replace("*** in database main ***\n", "", StringComparison.Ordinal).Replace('\n', ';').TrimEnd('.');
        return line.Length <= MostSaid ? line : $"{line[..MostSaid]}…";
    }
}
