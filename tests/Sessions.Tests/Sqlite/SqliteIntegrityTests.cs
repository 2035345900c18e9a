using System.Text.Json;
using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteIntegrityTests : SqliteFolderTests
{
    /// <summary>A damage done to the file, and what is said about it.</summary>
    public static TheoryData<string, IntegrityProblemKind> Damages { get; } = new()
    {
        { "DELETE FROM message WHERE mid=5", IntegrityProblemKind.Gap },
        { "DELETE FROM message WHERE mid IN (1, 2, 3, 9, 10)", IntegrityProblemKind.Gap },
        { "UPDATE message SET prev=2 WHERE mid=6", IntegrityProblemKind.Gap },
        { "UPDATE message SET tok_before=1 WHERE mid=6", IntegrityProblemKind.WrongCount },
        { "UPDATE message SET jump=3 WHERE mid=12", IntegrityProblemKind.WrongCount },
        { "UPDATE message SET grp=1, jump_grp=1 WHERE mid=8", IntegrityProblemKind.WrongCount },
        { "UPDATE session SET count=3 WHERE id='a'", IntegrityProblemKind.WrongCount },
        { "UPDATE session SET tok=3 WHERE id='a'", IntegrityProblemKind.WrongCount },
        { "UPDATE session SET open_grp=3 WHERE id='a'", IntegrityProblemKind.WrongCount },
        { "UPDATE checkpoint SET count=2", IntegrityProblemKind.WrongCount },
        { "DELETE FROM message WHERE mid=(SELECT head FROM session WHERE id='a')", IntegrityProblemKind.DanglingSegment },
        { "DELETE FROM segment WHERE seg=(SELECT seg FROM session WHERE id='a')", IntegrityProblemKind.DanglingSegment },
        { "DELETE FROM segment WHERE seg=(SELECT seg FROM session WHERE id='fork')", IntegrityProblemKind.DanglingSegment },
        { "DELETE FROM segment WHERE seg=(SELECT seg FROM checkpoint)", IntegrityProblemKind.DanglingSegment },
        { "UPDATE session SET parent=99 WHERE id='fork'", IntegrityProblemKind.DanglingSegment },
        { "DELETE FROM session WHERE id='a'", IntegrityProblemKind.Orphan },
        { "DELETE FROM checkpoint", IntegrityProblemKind.Orphan },
        { "UPDATE session SET head=4, count=4, tok=(SELECT tok_before FROM message WHERE mid=5), open_grp=-1 WHERE id='a'", IntegrityProblemKind.Orphan },
        { "INSERT INTO session_metadata VALUES(99, '{}')", IntegrityProblemKind.Orphan },
        { "INSERT INTO turn VALUES('nobody', 't')", IntegrityProblemKind.Orphan },
        { "INSERT INTO state VALUES('session', 'nobody', 'k', 1, 1, '1')", IntegrityProblemKind.Orphan },
        { "INSERT INTO summary VALUES(99, 1, 0, 0, 1, '', 'text')", IntegrityProblemKind.Orphan },
        { "INSERT INTO body(hash, text) VALUES(x'01', 'text')", IntegrityProblemKind.Orphan },
        { "DELETE FROM body", IntegrityProblemKind.Unreadable },
        { "UPDATE state SET value='{'", IntegrityProblemKind.Unreadable },
        { "UPDATE checkpoint_state SET value='{'", IntegrityProblemKind.Unreadable },
        { "UPDATE fork_state SET value='{'", IntegrityProblemKind.Unreadable },
        { "UPDATE message SET metadata='{' WHERE mid=2", IntegrityProblemKind.Unreadable },
        { "UPDATE message SET tool_calls='{' WHERE mid=(SELECT head FROM session WHERE id='a')", IntegrityProblemKind.Unreadable },
        { "UPDATE message SET content='tampered' WHERE mid=3", IntegrityProblemKind.Changed },
        { "UPDATE message SET ts=ts+1 WHERE mid=(SELECT head FROM session WHERE id='fork')", IntegrityProblemKind.Changed },
        { "UPDATE message SET role='system' WHERE mid=3", IntegrityProblemKind.Changed },
        { "UPDATE body SET text=replace(text, 'yyy', 'yzy')", IntegrityProblemKind.Changed },
        { "UPDATE segment SET pin_seg=77 WHERE seg=(SELECT seg FROM session WHERE id='fork')", IntegrityProblemKind.WrongCount },
        { "INSERT INTO session_metadata SELECT sid, '[]' FROM session WHERE id='a'", IntegrityProblemKind.Unreadable },
        { "INSERT INTO message_words(message_words, rowid, content) SELECT 'delete', mid, content FROM spoken WHERE mid=3", IntegrityProblemKind.WrongCount },
        { "INSERT INTO message_words(rowid, content) VALUES(77, 'ghost')", IntegrityProblemKind.WrongCount },
        { "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql='CREATE INDEX session_user ON session(title) WHERE title IS NOT NULL' WHERE name='session_user'; PRAGMA schema_version=1000; PRAGMA writable_schema=OFF", IntegrityProblemKind.WrongCount },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_named_and_mended_without_losing_what_can_be_read(string damage, IntegrityProblemKind kind)
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
        Assert.Contains(mended, problem => problem.Kind == kind);
        Assert.Equal(planned, mended);
        Assert.Empty(rest);
        Assert.Empty(left.Intersect(texts).Except(await TextsOfAllSessionsAsync(store)));
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
    public async Task A_lost_large_text_leaves_a_note_in_its_message()
    {
        var store = await OpenFilledAsync();
        var before = await store.GetChatHistoryAsync("fork");
        Execute("DELETE FROM body");
        await Assert.ThrowsAsync<SessionStoreException>(() => store.GetChatHistoryAsync("fork").AsTask());

        await store.RepairAsync();

        Assert.Empty(await store.CheckIntegrityAsync());
        var after = await store.GetChatHistoryAsync("fork");
        Assert.Equal([7], Enumerable.Range(0, after.Count).Where(index => after[index] != before[index]));
        Assert.Equal((before[7].Role, before[7].Timestamp), (after[7].Role, after[7].Timestamp));
        Assert.Contains("was lost", after[7].Content, StringComparison.Ordinal);
        Assert.Equal(7, Assert.Single(await store.SearchAsync(new SearchQuery("lost") { SessionId = "fork" })).MessageIndex);
        Assert.Equal(after.Take(9), (await store.GetChatHistoryAsync("a")).Take(9));
    }

    [Fact]
    public async Task A_value_that_is_no_JSON_is_named_when_it_is_read_and_set_aside_by_a_repair()
    {
        var store = await OpenFilledAsync();
        Execute("UPDATE state SET value='{\"half\":' WHERE owner='a'");

        var failure = await Assert.ThrowsAsync<SessionStoreException>(() => store.GetStateAsync(StateScope.Session("a"), "k").AsTask());
        var export = await Assert.ThrowsAsync<SessionStoreException>(() => Bots.Sessions.Transfer.SessionTransfer.ExportAsync(store, Stream.Null));
        await store.RepairAsync();

        foreach (var said in new[] { failure.Message, export.Message })
            foreach (var part in new[] { "\"k\"", "\"a\"", "`check`", "`repair`" }) Assert.Contains(part, said, StringComparison.Ordinal);
        Assert.Equal("a", failure.Key);
        Assert.Null(await store.GetStateAsync(StateScope.Session("a"), "k"));
        var (key, aside) = Assert.Single(await store.ListStateAsync(StateScope.Session("a")));
        Assert.Equal(("k (unreadable)", "{\"half\":"), (key, aside.Value!.Value.GetString()));
        Assert.Null((await store.GetStateHistoryAsync(StateScope.Session("a"), "k"))[0].Value);
        await Bots.Sessions.Transfer.SessionTransfer.ExportAsync(store, Stream.Null);
    }

    [Fact]
    public async Task A_changed_message_is_named_and_stays_as_it_is_with_a_mark()
    {
        var store = await OpenFilledAsync();
        var (large, before) = ((await store.GetChatHistoryAsync("a"))[7].Content, await store.GetChatHistoryAsync("a"));
        Execute("UPDATE message SET content='text 3!' WHERE mid=4; UPDATE body SET text=upper(text)");

        var changed = (await store.CheckIntegrityAsync()).Where(static problem => problem.Kind == IntegrityProblemKind.Changed).ToList();
        await store.RepairAsync();
        await store.AddMessageAsync("a", "user", large);

        Assert.Equal(["a", "fork"], changed.Select(static problem => problem.SessionId).Order(StringComparer.Ordinal));
        Assert.All(changed, static problem => Assert.Contains("2 messages, the first at index 3", problem.Detail, StringComparison.Ordinal));
        Assert.Empty(await store.CheckIntegrityAsync());
        var after = await store.GetChatHistoryAsync("a");
        Assert.Equal([3, 7], Enumerable.Range(0, before.Count).Where(index => after[index] != before[index]));
        Assert.All([after[3], after[7]], static message => Assert.True(message.Metadata.Values["changed_since_written"].GetBoolean()));
        Assert.Equal(("text 3!", large.ToUpperInvariant(), large), (after[3].Content, after[7].Content, after[^1].Content));
        Assert.Equal([7, 13], (await store.SearchAsync(new SearchQuery(large) { SessionId = "a", Neighbours = 0 })).Where(hit => hit.Message.Content.Length == large.Length).Select(static hit => hit.MessageIndex).Order());
    }

    [Fact]
    public async Task Whatever_a_message_holds_a_check_knows_it_again()
    {
        var store = Open();
        var odd = new MessageMetadata
        {
            Values = MessageMetadata.Empty.With("k\ud800", "v\0").Values, ToolCallId = "id \ud83d", ToolCalls = JsonSerializer.SerializeToElement(new[] { new { id = "\u00e9" } }),
        };
        foreach (var text in new[] { "", "\0", "a\0b", "lone \ud800", "\U0001F600", "天气" }) await store.AddMessageAsync("a", "rolé", text, odd);

        Assert.DoesNotContain(IntegrityProblemKind.Changed, (await store.CheckIntegrityAsync()).Select(static problem => problem.Kind));
    }

    [Fact]
    public async Task What_is_no_JSON_in_a_message_stays_there_as_text()
    {
        var store = await OpenFilledAsync();
        Execute("UPDATE message SET metadata='{\"a', tool_calls='[oops' WHERE mid=3");

        await store.RepairAsync();

        var message = (await store.GetChatHistoryAsync("a"))[2];
        Assert.Equal(("text 2 ", null), (message.Content, message.Metadata.ToolCalls));
        Assert.Equal(["[oops", "{\"a"], message.Metadata.Values.Values.Where(static value => value.ValueKind == JsonValueKind.String).Select(static value => value.GetString()).Order(StringComparer.Ordinal));
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

    private static async Task<List<string>> TextsOfAllSessionsAsync(SqliteSessionStore store)
    {
        var texts = new List<string>();
        await foreach (var session in store.ListSessionsAsync()) texts.AddRange((await store.GetChatHistoryAsync(session.Id)).Select(static message => message.Content));
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
            case 6 when (await store.ListCheckpointsAsync(id)).Where(static one => one.Kind != CheckpointKind.Version).ToList() is { Count: > 0 } checkpoints: await store.DeleteCheckpointAsync(id, checkpoints[chance.Next(checkpoints.Count)].Id); break;
            case 7: await store.SearchAsync(new SearchQuery("text 文字") { Everyone = true }); break;
            case 8: await store.IncrementStateAsync(StateScope.Session(id), "n"); break;
            case 9: await store.WriteTurnAsync(new TurnWrite(id) { TurnId = $"{chance.Next(20)}", KeepMessages = chance.Next(4) }); break;
            case 10 when await store.GetChatHistoryAsync(id) is { Count: > 0 } history: await store.SaveSummaryAsync(id, new(0, history.Count - 1, "short", SessionSummary.HashOf(history))); break;
            default: await store.WriteTurnAsync(new TurnWrite(id) { TurnId = $"{chance.Next(1_000)}", Messages = [new("user", $"text 文字 {new string('z', chance.Next(100))}"), new("system", "rule"), new("assistant", "answer")] }); break;
        }
    }
}
