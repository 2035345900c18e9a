using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>The times beside sessions, checkpoints, values and memories are times. Those of messages are looked at with the messages.</summary>
internal static class TimeCheck
{
    private static readonly (string Table, string Column, bool IsEnd)[] Times =
    [
        ("session", "created_at", false), ("session", "updated_at", false), ("session", "expires_at", true), ("checkpoint", "created_at", false), ("summary", "created_at", false),
        ("state", "changed_at", false), ("memory", "observed_at", false), ("memory", "expires_at", true), ("memory", "superseded_at", false),
    ];

    public static IEnumerable<Finding> Run(Connection connection) => [.. Times.SelectMany(time => Look(connection, time.Table, time.Column, time.IsEnd))];

    private static IEnumerable<Finding> Look(Connection connection, string table, string column, bool isEnd)
    {
        var count = CountOf(connection, table, column);
        if (count == 0) return [];
        return [Finding.Of(IntegrityProblemKind.Changed, null, $"{count} times ({column} of {table}) cannot be.", isEnd
            ? new($"{table} {column}", "They are taken away: what had such an end has none.", transaction => Save(transaction, table, column, null))
            : new($"{table} {column}", "The time of the repair takes their place.", transaction => Save(transaction, table, column, transaction.Now)))];
    }

    private static long CountOf(Connection connection, string table, string column)
    {
        using var count = connection.Query($"SELECT count(*) FROM {table} WHERE {column} NOT BETWEEN ?1 AND ?2").Bind(1, Microseconds.First).Bind(2, Microseconds.Last);
        return count.Step() ? count.Long(0) : 0;
    }

    private static void Save(WriteTransaction transaction, string table, string column, long? time)
    {
        using var save = transaction.Connection.Query($"UPDATE {table} SET {column}=?3 WHERE {column} NOT BETWEEN ?1 AND ?2")
            .Bind(1, Microseconds.First).Bind(2, Microseconds.Last).Bind(3, time);
        save.Run();
    }
}
