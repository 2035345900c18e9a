using Bots.Sessions.Sqlite;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>Damaged times break no reading and no export, and are mended.</summary>
public sealed class SqliteTimesTests : SqliteFolderTests
{
    [Theory]
    [InlineData("ts|(1<<62)")]
    [InlineData("-99999999999999999")]
    public async Task The_time_of_a_message_that_cannot_be_becomes_that_of_its_neighbour(string time)
    {
        var store = await OpenFilledAsync();
        var before = await store.GetChatHistoryAsync("a");
        Execute($"UPDATE message SET ts={time} WHERE mid IN (1, 3)");

        Assert.Equal(4, (await store.GetChatHistoryAsync("a")).Count);
        await SessionTransfer.ExportAsync(store, Stream.Null);
        var planned = await store.RepairAsync(dryRun: true);
        Assert.Equal(planned, await store.RepairAsync());

        Assert.Contains("time that cannot be", Assert.Single(planned).Detail, StringComparison.Ordinal);
        Assert.Empty(await store.CheckIntegrityAsync());
        var after = await store.GetChatHistoryAsync("a");
        Assert.Equal([before[1].Timestamp, before[1].Timestamp, before[1].Timestamp, before[3].Timestamp], after.Select(static message => message.Timestamp));
        Assert.Equal(before.Select(static message => message.Content), after.Select(static message => message.Content));
        Assert.Equal([true, false, true, false], after.Select(static message => message.Metadata.Values.ContainsKey("changed_since_written")));
    }

    [Theory]
    [InlineData("session", "created_at")]
    [InlineData("session", "updated_at")]
    [InlineData("session", "expires_at")]
    [InlineData("checkpoint", "created_at")]
    [InlineData("state", "changed_at")]
    [InlineData("memory", "observed_at")]
    [InlineData("memory", "expires_at")]
    public async Task Other_times_that_cannot_be_break_nothing_and_are_mended(string table, string column)
    {
        var store = await OpenFilledAsync();
        Execute($"UPDATE {table} SET {column}=coalesce({column}, 0)|(1<<62)");

        await SessionTransfer.ExportAsync(store, Stream.Null);
        var problem = Assert.Single(await store.CheckIntegrityAsync());
        Assert.Equal([problem], await store.RepairAsync());

        Assert.Contains(column, problem.Detail, StringComparison.Ordinal);
        Assert.Empty(await store.CheckIntegrityAsync());
        Assert.Equal(4, (await store.GetChatHistoryAsync("a")).Count);
        Assert.Single(await store.ListMemoriesAsync("u"));
    }

    private async Task<SqliteSessionStore> OpenFilledAsync()
    {
        var store = Open();
        await store.WriteTurnAsync(new TurnWrite("a") { UserId = "u", Messages = [.. Enumerable.Range(0, 4).Select(static number =>
            new SessionMessage("user", $"text {number}") { Timestamp = new(2026, 1, 1, 0, number, 0, TimeSpan.Zero) })] });
        await store.CreateCheckpointAsync("a", "here");
        await store.SetStateAsync(StateScope.User("u"), "language", System.Text.Json.JsonSerializer.SerializeToElement("de"));
        await store.SaveMemoryAsync("u", new("likes tea"));
        return store;
    }
}
