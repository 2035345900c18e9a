using System.Text.Json;
using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteIntegrityTests : SqliteFolderTests
{
    /// <summary>A damage done to the file, what is said about it, and whether a repair mends it.</summary>
    public static TheoryData<string, IntegrityProblemKind, bool> Damages { get; } = new()
    {
        { "DELETE FROM message WHERE mid=5", IntegrityProblemKind.Gap, true },
        { "DELETE FROM message WHERE mid IN (1, 2, 3, 9, 10)", IntegrityProblemKind.Gap, true },
        { "UPDATE message SET prev=2 WHERE mid=6", IntegrityProblemKind.Gap, true },
        { "UPDATE message SET tok_before=1 WHERE mid=6", IntegrityProblemKind.WrongCount, true },
        { "UPDATE message SET jump=3 WHERE mid=12", IntegrityProblemKind.WrongCount, true },
        { "UPDATE message SET grp=1, jump_grp=1 WHERE mid=8", IntegrityProblemKind.WrongCount, true },
        { "UPDATE session SET count=3 WHERE id='a'", IntegrityProblemKind.WrongCount, true },
        { "UPDATE session SET tok=3 WHERE id='a'", IntegrityProblemKind.WrongCount, true },
        { "UPDATE session SET open_grp=3 WHERE id='a'", IntegrityProblemKind.WrongCount, true },
        { "UPDATE checkpoint SET count=2", IntegrityProblemKind.WrongCount, true },
        { "DELETE FROM message WHERE mid=(SELECT head FROM session WHERE id='a')", IntegrityProblemKind.DanglingSegment, true },
        { "DELETE FROM segment WHERE seg=(SELECT seg FROM session WHERE id='a')", IntegrityProblemKind.DanglingSegment, true },
        { "DELETE FROM segment WHERE seg=(SELECT seg FROM session WHERE id='fork')", IntegrityProblemKind.DanglingSegment, true },
        { "DELETE FROM segment WHERE seg=(SELECT seg FROM checkpoint)", IntegrityProblemKind.DanglingSegment, true },
        { "UPDATE session SET parent=99 WHERE id='fork'", IntegrityProblemKind.DanglingSegment, true },
        { "DELETE FROM session WHERE id='a'", IntegrityProblemKind.Orphan, true },
        { "DELETE FROM checkpoint", IntegrityProblemKind.Orphan, true },
        { "UPDATE session SET head=4, count=4, tok=(SELECT tok_before FROM message WHERE mid=5), open_grp=-1 WHERE id='a'", IntegrityProblemKind.Orphan, true },
        { "INSERT INTO session_metadata VALUES(99, '{}')", IntegrityProblemKind.Orphan, true },
        { "INSERT INTO turn VALUES('nobody', 't')", IntegrityProblemKind.Orphan, true },
        { "INSERT INTO state VALUES('session', 'nobody', 'k', 1, 1, '1')", IntegrityProblemKind.Orphan, true },
        { "INSERT INTO summary VALUES(99, 1, 0, 0, 1, '', 'text')", IntegrityProblemKind.Orphan, true },
        { "INSERT INTO body(hash, text) VALUES(x'01', 'text')", IntegrityProblemKind.Orphan, true },
        { "DELETE FROM body", IntegrityProblemKind.Unreadable, false },
        { "UPDATE state SET value='{'", IntegrityProblemKind.Unreadable, false },
        { "UPDATE message SET metadata='{' WHERE mid=2", IntegrityProblemKind.Unreadable, false },
        { "INSERT INTO message_words(message_words, rowid, content) SELECT 'delete', mid, content FROM spoken WHERE mid=3", IntegrityProblemKind.WrongCount, true },
        { "INSERT INTO message_words(rowid, content) VALUES(77, 'ghost')", IntegrityProblemKind.WrongCount, true },
        { "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql='CREATE INDEX session_user ON session(title) WHERE title IS NOT NULL' WHERE name='session_user'; PRAGMA schema_version=1000; PRAGMA writable_schema=OFF", IntegrityProblemKind.WrongCount, true },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_named_and_mended_without_losing_what_can_be_read(string damage, IntegrityProblemKind kind, bool isMended)
    {
        var store = await OpenFilledAsync();
        Assert.Empty(await store.CheckIntegrityAsync());
        var texts = TextsThatAreThere();
        Execute(damage);
        var left = TextsThatAreThere();

        var problems = await store.CheckIntegrityAsync();
        var planned = await store.RepairAsync(dryRun: true);
        Assert.Contains(problems, problem => problem.Kind == kind);
        Assert.Equal(problems.Where(static problem => problem.Remedy is not null), planned);
        Assert.Equal(problems, await store.CheckIntegrityAsync());
        var mended = await store.RepairAsync();

        var rest = await store.CheckIntegrityAsync();
        Assert.Equal(isMended, mended.Any(problem => problem.Kind == kind));
        Assert.Equal(planned, mended);
        if (isMended) Assert.Empty(rest);
        else Assert.Contains(rest, problem => problem.Kind == kind && problem.Remedy is null);
        Assert.Empty(left.Intersect(texts).Except(await TextsOfAllSessionsAsync(store, isMended)));
    }

    [Fact]
    public async Task A_lost_message_leaves_a_note_and_everything_else_stays_where_it_was()
    {
        var store = await OpenFilledAsync();
        var before = await store.GetChatHistoryAsync("a");
        Execute("DELETE FROM message WHERE mid IN (4, 5)");

        await store.RepairAsync();

        var after = await store.GetChatHistoryAsync("a");
        Assert.Equal(before.Count, after.Count);
        Assert.Equal([3, 4], Enumerable.Range(0, after.Count).Where(index => after[index].Content != before[index].Content));
        Assert.All([after[3], after[4]], static message => Assert.Equal(("system", true), (message.Role, message.Content.Contains("could not be read", StringComparison.Ordinal))));
        Assert.Equal(SessionWindows.Of(after, new() { MaxTokens = 40 }).FirstIndex, (await store.GetWindowAsync("a", new() { MaxTokens = 40 })).FirstIndex);
    }

    [Fact]
    public async Task A_history_without_a_session_is_found_again()
    {
        var store = await OpenFilledAsync();
        var before = await store.GetChatHistoryAsync("a");
        Execute("DELETE FROM session WHERE id='a'");

        await store.RepairAsync();

        var recovered = new List<string>();
        await foreach (var session in store.ListSessionsAsync()) recovered.Add(session.Id);
        var histories = await Task.WhenAll(recovered.Where(static id => id.StartsWith("recovered-", StringComparison.Ordinal)).Select(id => store.GetChatHistoryAsync(id).AsTask()));
        Assert.Contains(histories, history => history.Select(static message => message.Content).SequenceEqual(before.Select(static message => message.Content)));
    }

    [Fact]
    public async Task Orphan_tool_calls_are_named_and_a_call_that_waits_is_none()
    {
        var store = Open();
        var call = new SessionMessage("assistant", "") { Metadata = new() { ToolCalls = JsonSerializer.SerializeToElement(new[] { new { id = "c1" } }) } };
        var result = new SessionMessage("tool", "r") { Metadata = new() { ToolCallId = "c1" } };
        await store.WriteTurnAsync(new TurnWrite("waits") { Messages = [new("user", "?"), call] });
        await store.WriteTurnAsync(new TurnWrite("answered") { Messages = [new("user", "?"), call, result, new("assistant", "!")] });
        Assert.Empty(await store.CheckIntegrityAsync());

        await store.WriteTurnAsync(new TurnWrite("left") { Messages = [new("user", "?"), call, new("user", "never mind")] });
        await store.WriteTurnAsync(new TurnWrite("stray") { Messages = [new("user", "?"), result] });

        var problems = await store.CheckIntegrityAsync();
        Assert.Equal(["left", "stray"], problems.Select(static problem => problem.SessionId));
        Assert.All(problems, static problem => Assert.Equal((IntegrityProblemKind.OrphanToolCall, null), (problem.Kind, problem.Remedy)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_is_wrong_after_whatever_a_store_was_asked_to_do(int seed)
    {
        var store = Open(static options => options.LargeContentBytes = 60);
        var chance = new Random(seed);
        var ids = Enumerable.Range(0, 5).Select(static number => $"s{number}").ToArray();
        for (var step = 0; step < 250; step++) await StepAsync(store, chance, ids);

        Assert.Empty(await store.CheckIntegrityAsync());
        Assert.Empty(await store.RepairAsync());
    }

    [Fact]
    public async Task A_file_left_by_a_killed_backup_is_an_orphan_once_it_is_old()
    {
        var store = await OpenFilledAsync();
        var (left, fresh) = (Database + ".before-restore-1.abc.tmp", Database + ".def.tmp");
        foreach (var file in new[] { left, fresh }) await File.WriteAllTextAsync(file, "secret");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-2));

        var problem = Assert.Single(await store.CheckIntegrityAsync());
        await store.RepairAsync();

        Assert.Equal(IntegrityProblemKind.Orphan, problem.Kind);
        Assert.Equal((false, true), (File.Exists(left), File.Exists(fresh)));
    }

    [Fact]
    public async Task A_value_that_is_no_JSON_is_refused_when_it_is_read()
    {
        var store = await OpenFilledAsync();
        Execute("UPDATE state SET value='{' WHERE owner='a'");

        var failure = await Assert.ThrowsAsync<SessionStoreException>(() => store.GetStateAsync(StateScope.Session("a"), "k").AsTask());

        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    private async Task<SqliteSessionStore> OpenFilledAsync()
    {
        var store = Open(static options => options.LargeContentBytes = 100);
        for (var number = 0; number < 12; number++) await store.AddMessageAsync("a", number % 2 == 0 ? "user" : "assistant", $"text {number} {new string('y', number == 7 ? 200 : 0)}");
        await store.SetStateAsync(StateScope.Session("a"), "k", JsonSerializer.SerializeToElement(1));
        await store.ForkSessionAsync("a", 8, sessionId: "fork");
        await store.AddMessageAsync("fork", "user", "in the fork");
        await store.CreateCheckpointAsync("a", "here");
        await store.AddMessageAsync("a", "user", "last");
        await store.UpdateSessionAsync("a", new SessionChange { UserId = "u", Title = "t" });
        await store.SearchAsync(new SearchQuery("text") { Everyone = true });
        return store;
    }

    private List<string> TextsThatAreThere()
    {
        using var connection = Bots.Sessions.Sqlite.Engine.Connection.Open(Database, TimeSpan.FromSeconds(30));
        var texts = new List<string>();
        using var rows = connection.Query("SELECT content FROM message WHERE body IS NULL AND metadata IS NULL");
        while (rows.Step()) texts.Add(rows.Text(0));
        return texts;
    }

    private static async Task<List<string>> TextsOfAllSessionsAsync(SqliteSessionStore store, bool isReadable)
    {
        var texts = new List<string>();
        await foreach (var session in store.ListSessionsAsync())
        {
            try
            {
                texts.AddRange((await store.GetChatHistoryAsync(session.Id)).Select(static message => message.Content));
            }
            catch (SessionStoreException) when (!isReadable)
            {
                texts.AddRange((await store.GetWindowAsync("fork", new() { MaxMessages = 1 })).Messages.Select(static message => message.Content));
                texts.AddRange(Enumerable.Range(0, 12).Select(static number => $"text {number} ").Append("last"));
            }
        }

        return texts;
    }

    private static async Task StepAsync(SqliteSessionStore store, Random chance, string[] ids)
    {
        var (id, other) = (ids[chance.Next(ids.Length)], ids[chance.Next(ids.Length)]);
        switch (chance.Next(14))
        {
            case 0: await store.DeleteSessionAsync(id); break;
            case 1: await store.ClearSessionAsync(id); break;
            case 2 when !await store.SessionExistsAsync(other) && await store.SessionExistsAsync(id): await store.ForkSessionAsync(id, sessionId: other); break;
            case 3: await store.RevertToMessageAsync(id, chance.Next(-1, 6)); break;
            case 4: await store.SaveVersionAsync(id, "v"); break;
            case 5: await store.RestoreVersionAsync(id, chance.Next(1, 4)); break;
            case 6 when (await store.ListCheckpointsAsync(id)) is { Count: > 0 } checkpoints: await store.DeleteCheckpointAsync(id, checkpoints[chance.Next(checkpoints.Count)].Id); break;
            case 7: await store.SearchAsync(new SearchQuery("text 文字") { Everyone = true }); break;
            case 8: await store.IncrementStateAsync(StateScope.Session(id), "n"); break;
            case 9: await store.WriteTurnAsync(new TurnWrite(id) { TurnId = $"{chance.Next(20)}", KeepMessages = chance.Next(4) }); break;
            case 10 when await store.GetChatHistoryAsync(id) is { Count: > 0 } history: await store.SaveSummaryAsync(id, new(0, history.Count - 1, "short", SessionSummary.HashOf(history))); break;
            default: await store.WriteTurnAsync(new TurnWrite(id) { TurnId = $"{chance.Next(1_000)}", Messages = [new("user", $"text 文字 {new string('z', chance.Next(100))}"), new("system", "rule"), new("assistant", "answer")] }); break;
        }
    }
}
