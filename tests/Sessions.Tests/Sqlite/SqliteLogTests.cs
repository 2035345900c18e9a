using System.Text.Json;
using Bots.Sessions.Sqlite;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteLogTests : SqliteFolderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Windows_and_undo_follow_the_common_rule_whatever_stands_in_the_history(int seed)
    {
        var store = Open();
        var chance = new Random(seed);
        var expected = new List<SessionMessage>();
        for (var step = 0; step < 60; step++)
        {
            if (chance.Next(8) == 0 && expected.Count > 0) await UndoAsync(store, expected, chance.Next(expected.Count));
            var added = Enumerable.Range(0, chance.Next(1, 4)).Select(_ => Message(chance)).ToArray();
            await store.WriteTurnAsync(new TurnWrite("a") { Messages = added });
            expected.AddRange(added);

            foreach (var max in new[] { 1, 2, 3, 5, 8, expected.Count, expected.Count + 1 })
            {
                var window = MessageGroups.Window(expected, max).Select(static message => message.Content);
                Assert.Equal(window, (await store.GetChatHistoryAsync("a", max)).Select(static message => message.Content));
            }
        }
    }

    [Fact]
    public async Task Every_position_of_a_history_is_found()
    {
        var store = Open();
        await store.WriteTurnAsync(new TurnWrite("a") { Messages = Numbers(0, 300) });
        await store.WriteTurnAsync(new TurnWrite("b") { Messages = Numbers(0, 50) });
        await store.WriteTurnAsync(new TurnWrite("a") { KeepMessages = 200, Messages = Numbers(200, 300) });

        using var connection = Connection.Open(Database, TimeSpan.FromSeconds(30));
        var head = SessionTable.Find(connection, "a")!;

        Assert.Equal(500, head.Count);
        for (var position = 0L; position < head.Count; position++)
        {
            using var found = connection.Query("SELECT content FROM message WHERE mid=?1").Bind(1, MessageLog.At(connection, head.Message, head.Count - 1, position));
            Assert.True(found.Step());
            Assert.Equal($"{position}", found.Text(0));
        }
    }

    [Fact]
    public async Task Rows_know_the_tokens_before_them()
    {
        var store = Open();
        await store.WriteTurnAsync(new TurnWrite("a") { Messages = Numbers(0, 20) });
        await store.WriteTurnAsync(new TurnWrite("a") { KeepMessages = 10, Messages = Numbers(10, 10) });

        Assert.Equal(0, Number("SELECT tok_before FROM message WHERE pos=0"));
        Assert.Equal(0, Number("SELECT count(*) FROM message later JOIN message earlier ON later.prev=earlier.mid WHERE later.tok_before-earlier.tok_before<>5"));
        Assert.Equal(20 * 5, Number("SELECT tok FROM session"));
    }

    private static async Task UndoAsync(SqliteSessionStore store, List<SessionMessage> expected, int keep)
    {
        await store.WriteTurnAsync(new TurnWrite("a") { KeepMessages = keep });
        expected.RemoveRange(keep, expected.Count - keep);
    }

    private static SessionMessage[] Numbers(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static number => new SessionMessage("user", $"{number}"))];

    private static SessionMessage Message(Random chance)
    {
        var (content, call) = ($"{chance.Next()}", $"call-{chance.Next(4)}");
        return chance.Next(6) switch
        {
            0 => new("assistant", content) { Metadata = new() { ToolCalls = JsonSerializer.SerializeToElement(new[] { new { id = call }, new { id = "call-9" } }) } },
            1 => new("assistant", content) { Metadata = new() { ToolCalls = JsonSerializer.SerializeToElement(Array.Empty<int>()) } },
            2 => new("tool", content) { Metadata = new() { ToolCallId = call } },
            3 => new("tool", content),
            4 => new("user", content) { Metadata = new() { ToolCallId = call } },
            _ => new("user", content),
        };
    }
}
