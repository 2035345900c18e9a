using Bots.Sessions.Sqlite.Delivery;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteDeliveryTests : SqliteFolderTests
{
    [Fact]
    public async Task Older_entries_of_a_session_are_found_by_an_index_however_many_are_open()
    {
        await Open().AddMessageAsync("a", "user", "x");

        using var connection = Connection.Open(Database, TimeSpan.FromSeconds(30));
        using var plan = connection.Query($"EXPLAIN QUERY PLAN {InboxTable.FindOlder}");
        var steps = new List<string>();
        while (plan.Step()) steps.Add(plan.Text(3));

        Assert.Contains("mine USING INTEGER PRIMARY KEY", steps[0], StringComparison.Ordinal);
        Assert.Contains("inbox_live (state=? AND session_key=? AND rowid<?)", steps[1], StringComparison.Ordinal);
        Assert.DoesNotContain(steps, static step => step.StartsWith("SCAN TABLE inbox", StringComparison.Ordinal));
    }
}
