using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>A problem and what to do about it.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Mend">What mends it, or null.</param>
internal sealed record Finding(IntegrityProblem Problem, Mend? Mend)
{
    public static Finding Of(IntegrityProblemKind kind, string? session, string detail, Mend? mend = null) =>
        new(new(kind, session, detail, mend?.Remedy), mend);

    /// <summary>What is found in the rows of a query.</summary>
    public static List<Finding> In(Connection connection, string sql, Func<Query, Finding?> look)
    {
        var findings = new List<Finding>();
        using var rows = connection.Query(sql);
        while (rows.Step())
        {
            if (look(rows) is { } finding) findings.Add(finding);
        }

        return findings;
    }
}

/// <summary>A change that mends something. It looks again inside its transaction: what is well by then it leaves alone.</summary>
/// <param name="Key">Two mends with the same key are one.</param>
/// <param name="Remedy">What it does, for a person.</param>
/// <param name="Apply">Does it.</param>
internal sealed record Mend(string Key, string Remedy, Action<WriteTransaction> Apply)
{
    /// <summary>Does it instead where no transaction of the store's own can.</summary>
    public Action<SqliteFile>? OnFile { get; init; }
}
