using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>What branches and checkpoints do to the rows of the log.</summary>
public sealed class SqliteBranchTests : SqliteFolderTests
{
    [Fact]
    public async Task Neither_fork_nor_checkpoint_nor_revert_copies_a_row()
    {
        var store = Open();
        await AddAsync(store, "a", 0, 200);

        await store.ForkSessionAsync("a", 120, sessionId: "b");
        await store.ForkSessionAsync("b", 60, sessionId: "c");
        await store.CreateCheckpointAsync("a", "mark");
        await store.RevertToMessageAsync("a", 10);
        await store.RevertToCheckpointAsync("a", "mark");

        Assert.Equal(200, Number("SELECT count(*) FROM message"));
        Assert.Equal((200, 121, 61), (await CountAsync(store, "a"), await CountAsync(store, "b"), await CountAsync(store, "c")));
    }

    [Fact]
    public async Task Any_order_of_forks_marks_reverts_and_deletions_keeps_what_is_reachable_and_nothing_else()
    {
        var store = Open();
        var chance = new Random(7);
        var sessions = new Dictionary<string, List<string>>();
        var marks = new Dictionary<(string Session, string Id), List<string>>();
        for (var step = 0; step < 400; step++)
        {
            if (sessions.Count == 0) sessions[await store.CreateSessionAsync()] = [];
            var id = sessions.Keys.ElementAt(chance.Next(sessions.Count));
            await StepAsync(store, chance, sessions, marks, id);
            foreach (var (session, expected) in sessions)
                Assert.Equal(expected, (await store.GetChatHistoryAsync(session)).Select(static message => message.Content));
        }

        foreach (var (session, id) in marks.Keys.ToList())
        {
            Assert.NotNull(await store.RevertToCheckpointAsync(session, id));
            Assert.Equal(marks[(session, id)], (await store.GetChatHistoryAsync(session)).Select(static message => message.Content));
        }

        foreach (var session in sessions.Keys) await store.DeleteSessionAsync(session);
        foreach (var table in new[] { "message", "segment", "session", "checkpoint" })
            Assert.Equal(0, Number($"SELECT count(*) FROM {table}"));
    }

    [Fact]
    public async Task Rows_go_with_the_last_that_reaches_them()
    {
        var store = Open();
        await AddAsync(store, "a", 0, 100);
        await store.ForkSessionAsync("a", 49, sessionId: "b");
        var mark = await store.CreateCheckpointAsync("b");
        await AddAsync(store, "b", 50, 10);

        await store.DeleteSessionAsync("a");
        Assert.Equal(60, Number("SELECT count(*) FROM message"));
        await store.ClearSessionAsync("b");
        Assert.Equal(0, Number("SELECT count(*) FROM message"));
        Assert.False(await store.DeleteCheckpointAsync("b", mark!.Id));
    }

    [Fact]
    public async Task A_checkpoint_keeps_its_messages_until_it_is_removed()
    {
        var store = Open();
        await AddAsync(store, "a", 0, 10);
        var undo = await store.RevertToMessageAsync("a", 3);
        Assert.Equal(10, Number("SELECT count(*) FROM message"));

        Assert.True(await store.DeleteCheckpointAsync("a", undo!.Id));
        Assert.Equal(4, Number("SELECT count(*) FROM message"));
    }

    [Fact]
    public async Task An_undo_can_be_undone()
    {
        var store = Open();
        await AddAsync(store, "a", 0, 10);
        await store.WriteTurnAsync(new TurnWrite("a") { KeepMessages = 4 });

        var undo = Assert.Single(await store.ListCheckpointsAsync("a"));
        Assert.Equal((CheckpointKind.Undo, 9), (undo.Kind, undo.MessageIndex));
        await store.RevertToCheckpointAsync("a", undo.Id);
        Assert.Equal(10, await CountAsync(store, "a"));
    }

    private static async Task StepAsync(
        SqliteSessionStore store, Random chance, Dictionary<string, List<string>> sessions, Dictionary<(string Session, string Id), List<string>> marks, string id)
    {
        var history = sessions[id];
        switch (chance.Next(9))
        {
            case 0 when sessions.Count < 8:
                var last = chance.Next(-1, history.Count);
                sessions[await store.ForkSessionAsync(id, last)] = history[..(last + 1)];
                break;
            case 1:
                marks[(id, (await store.CreateCheckpointAsync(id))!.Id)] = [.. history];
                break;
            case 2 when marks.Keys.FirstOrDefault(mark => mark.Session == id) is { Id: not null } mark:
                await store.RevertToCheckpointAsync(id, mark.Id);
                sessions[id] = [.. marks[mark]];
                break;
            case 3 when marks.Keys.FirstOrDefault(mark => mark.Session == id) is { Id: not null } mark:
                Assert.True(await store.DeleteCheckpointAsync(id, mark.Id));
                marks.Remove(mark);
                break;
            case 4:
                var index = chance.Next(-1, history.Count);
                await store.RevertToMessageAsync(id, index);
                sessions[id] = history[..(index + 1)];
                break;
            case 5 when chance.Next(3) == 0:
                await store.DeleteSessionAsync(id);
                sessions.Remove(id);
                foreach (var mark in marks.Keys.Where(mark => mark.Session == id).ToList()) marks.Remove(mark);
                break;
            default:
                var text = $"{chance.Next()}";
                await store.AddMessageAsync(id, "user", text);
                history.Add(text);
                break;
        }
    }

    private static async Task AddAsync(SqliteSessionStore store, string session, int first, int count) =>
        await store.WriteTurnAsync(new TurnWrite(session)
        {
            Messages = [.. Enumerable.Range(first, count).Select(static number => new SessionMessage("user", $"{number}"))],
        });

    private static async Task<int> CountAsync(SqliteSessionStore store, string session) => (await store.GetChatHistoryAsync(session)).Count;
}
