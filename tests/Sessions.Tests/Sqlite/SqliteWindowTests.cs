using System.Text.Json;
using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteWindowTests : SqliteFolderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_window_is_what_the_common_rule_says_through_forks_and_reverts(int seed)
    {
        var store = Open(static options => options.LargeContentBytes = 60);
        var chance = new Random(seed);
        var sessions = new List<string> { "s0" };
        for (var step = 0; step < 50; step++)
        {
            var id = sessions[chance.Next(sessions.Count)];
            await store.WriteTurnAsync(new TurnWrite(id) { Messages = [.. Enumerable.Range(0, chance.Next(1, 5)).Select(_ => Message(chance))] });
            if (chance.Next(5) == 0) await store.RevertToMessageAsync(id, chance.Next(-1, (await store.GetChatHistoryAsync(id)).Count));
            if (chance.Next(5) == 0) sessions.Add(await ForkAsync(store, id, chance, sessions.Count));
            await AssertWindowsAsync(store, id, chance);
        }

        foreach (var id in sessions) await AssertWindowsAsync(store, id, chance);
        Assert.DoesNotContain(await store.CheckIntegrityAsync(), static problem => problem.Kind != IntegrityProblemKind.OrphanToolCall);
    }

    [Fact]
    public async Task Notes_that_a_repair_leaves_are_pinned_in_every_fork_of_a_fork()
    {
        var (store, chance) = (Open(), new Random(5));
        await store.WriteTurnAsync(new TurnWrite("0") { Messages = [new("user", "0"), new("user", "1"), new("user", "2")] });
        for (var depth = 1; depth <= 5; depth++)
        {
            await store.ForkSessionAsync($"{depth - 1}", sessionId: $"{depth}");
            await store.WriteTurnAsync(new TurnWrite($"{depth}") { Messages = [new(depth == 2 ? "system" : "user", $"from {depth}"), new("user", "x")] });
        }

        Execute("DELETE FROM message WHERE pos=1");
        await store.RepairAsync();
        await store.ForkSessionAsync("5", sessionId: "6");
        await store.AddMessageAsync("6", "user", "last");

        Assert.Empty(await store.CheckIntegrityAsync());
        for (var depth = 0; depth <= 6; depth++) await AssertWindowsAsync(store, $"{depth}", chance);
        Assert.Equal(2, (await store.GetWindowAsync("6", new() { MaxMessages = 1 })).Pinned.Count);
    }

    [Fact]
    public async Task A_window_reads_no_more_than_it_holds()
    {
        var store = Open(static options => options.Synchronous = SqliteSynchronous.Normal);
        await store.WriteTurnAsync(new TurnWrite("a") { Messages = [new("system", "pinned"), .. Enumerable.Range(0, 2_000).Select(static number => new SessionMessage("user", $"{number}"))] });
        // Reading these would fail.
        Execute("DELETE FROM message WHERE pos BETWEEN 1 AND 1000");

        var window = await store.GetWindowAsync("a", new WindowRequest { MaxMessages = 100, MaxTokens = 400 });

        Assert.Equal("pinned", Assert.Single(window.Pinned).Content);
        Assert.Equal("1999", window.Messages[^1].Content);
        Assert.InRange(window.Messages.Count, 50, 80);
    }

    [Fact]
    public async Task System_messages_are_found_by_their_index()
    {
        await Open().AddMessageAsync("a", "user", "x");

        using var connection = Bots.Sessions.Sqlite.Engine.Connection.Open(Database, TimeSpan.FromSeconds(30));
        using var plan = connection.Query("EXPLAIN QUERY PLAN SELECT prev FROM message WHERE role='system' AND seg=1 AND pos<=5 ORDER BY pos");

        Assert.True(plan.Step());
        Assert.Contains("message_system", plan.Text(3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_session_has_an_empty_window()
    {
        var window = await Open().GetWindowAsync("nobody", new WindowRequest { MaxTokens = 10 });

        Assert.Equal((0, 0, 0), (window.Pinned.Count, window.FirstIndex, window.Messages.Count));
    }

    private static async Task<string> ForkAsync(SqliteSessionStore store, string parent, Random chance, int number)
    {
        var count = (await store.GetChatHistoryAsync(parent)).Count;
        return await store.ForkSessionAsync(parent, count == 0 ? null : chance.Next(count), sessionId: $"s{number}");
    }

    private static async Task AssertWindowsAsync(SqliteSessionStore store, string id, Random chance)
    {
        var history = await store.GetChatHistoryAsync(id);
        WindowRequest[] requests =
        [
            new(), new() { MaxMessages = chance.Next(1, 12), Step = chance.NextDouble() }, new() { MaxTokens = chance.Next(1, 300), Step = chance.NextDouble() },
            new() { MaxMessages = chance.Next(1, 30), MaxTokens = chance.Next(1, 300), Step = 0 }, new() { MaxTokens = 1 },
        ];
        foreach (var request in requests)
        {
            var (expected, actual) = (SessionWindows.Of(history, request), await store.GetWindowAsync(id, request));
            Assert.Equal(expected.FirstIndex, actual.FirstIndex);
            Assert.Equal(expected.Messages.Select(static message => message.Content), actual.Messages.Select(static message => message.Content));
            Assert.Equal(expected.Pinned.Select(static message => message.Content), actual.Pinned.Select(static message => message.Content));
        }
    }

    private static SessionMessage Message(Random chance)
    {
        var (content, call) = ($"{chance.Next()} {new string('ü', chance.Next(40))}", $"call-{chance.Next(4)}");
        return chance.Next(8) switch
        {
            0 => new("assistant", content) { Metadata = new() { ToolCalls = JsonSerializer.SerializeToElement(new[] { new { id = call } }) } },
            1 => new("tool", content) { Metadata = new() { ToolCallId = call } },
            2 => new("tool", content),
            3 => new("system", content),
            _ => new("user", content),
        };
    }
}
