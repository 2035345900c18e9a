using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>What SQLite itself says of the file.</summary>
internal static class PageCheck
{
    private const string Check = "PRAGMA integrity_check(20)";

    private static readonly string[] SaidOfIndexes = ["missing from index", "wrong # of entries in index", "non-unique entry in index"];
    private static readonly Mend Reindex = new("reindex", "All indexes are built anew.", static transaction => transaction.Connection.Execute("REINDEX"));

    public static IEnumerable<Finding> Run(Connection connection) => Finding.In(connection, Check, static row => row.Text(0) == "ok" ? null : Describe(row.Text(0)));

    private static Finding Describe(string said)
    {
        var isIndex = SaidOfIndexes.Any(words => said.Contains(words, StringComparison.Ordinal));
        return Finding.Of(isIndex ? IntegrityProblemKind.WrongCount : IntegrityProblemKind.Unreadable, null, $"SQLite says of the file: {said}", isIndex ? Reindex : null);
    }
}
