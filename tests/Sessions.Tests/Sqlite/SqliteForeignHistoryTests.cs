using Bots.Sessions.Sqlite;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>Damaged pointers between the histories of several users: whatever they say, nobody gets what another user wrote.</summary>
public sealed class SqliteForeignHistoryTests : SqliteFolderTests
{
    private const string Head = "(SELECT head FROM session WHERE id='s2')";
    private const string Checkpoint = "(SELECT seg FROM checkpoint WHERE label='here')";
    private const string Version = "(SELECT seg FROM checkpoint WHERE number=1)";
    private const string Empty = "(SELECT seg FROM session WHERE id='empty')";
    private const string Segment = "(SELECT seg FROM session WHERE id='s2')";

    public static TheoryData<string> Damages { get; } =
    [
        "UPDATE message SET prev=16 WHERE mid=11",
        "UPDATE message SET prev=9 WHERE mid=5",
        "UPDATE message SET prev=9, jump=9 WHERE mid=5",
        "UPDATE message SET prev=7 WHERE mid=2; UPDATE message SET prev=13 WHERE mid=8",
        "UPDATE message SET seg=1, pos=6 WHERE mid=12",
        "UPDATE message SET seg=1 WHERE mid=12",
        "UPDATE message SET pos=3 WHERE mid=11",
        "UPDATE message SET pos=2 WHERE mid=1",
        "UPDATE message SET pos=1000000 WHERE mid=7",
        "UPDATE session SET head=1 WHERE id='fork'",
        "UPDATE session SET seg=0 WHERE id='s1'",
        "UPDATE session SET seg=1000000 WHERE id='fork'",
        "UPDATE message SET seg=1, pos=2 WHERE mid=9",
        "UPDATE message SET seg=1 WHERE content='user1 forks'",
        "UPDATE message SET seg=2 WHERE content='user0 forks'",
        "UPDATE segment SET parent_seg=1 WHERE seg=(SELECT seg FROM session WHERE id='tail')",
        "UPDATE message SET seg=(SELECT seg FROM session WHERE id='fork') WHERE mid=6",
        $"UPDATE session SET head={Head} WHERE id='s0'",
        $"UPDATE session SET head={Head}, count=9 WHERE id='s0'",
        $"UPDATE session SET seg={Segment} WHERE id='s0'",
        $"UPDATE session SET head={Head}, seg={Segment} WHERE id='s0'",
        $"UPDATE session SET head={Head}, seg={Segment} WHERE id='s1'",
        $"UPDATE session SET head={Head}, seg={Segment} WHERE id='fork'",
        "UPDATE session SET head=12, seg=2 WHERE id='s2'",
        $"UPDATE session SET head={Head}, seg=3 WHERE id='s0'",
        "UPDATE session SET seg=(SELECT seg FROM checkpoint LIMIT 1) WHERE id='s0'",
        $"UPDATE checkpoint SET seg={Segment}, message={Head} WHERE label='here'",
        $"UPDATE checkpoint SET message={Head} WHERE label='here'",
        "UPDATE checkpoint SET seg=(SELECT seg FROM session WHERE id='s1') WHERE label='here'",
        "UPDATE segment SET parent_seg=2 WHERE seg=(SELECT seg FROM session WHERE id='fork')",
        "UPDATE segment SET base_pos=1 WHERE seg=(SELECT seg FROM session WHERE id='fork')",
        "UPDATE segment SET parent_seg=1, base_pos=5 WHERE seg=2",
        "UPDATE segment SET parent_seg=5 WHERE seg=1",
        "UPDATE segment SET parent_seg=seg",
        "UPDATE segment SET parent_seg=seg WHERE seg=(SELECT seg FROM checkpoint LIMIT 1)",
        "UPDATE segment SET pin_seg=seg, pin_pos=3",
        "UPDATE message SET prev=mid",
        $"UPDATE segment SET base_pos=99 WHERE seg={Checkpoint}",
        $"UPDATE segment SET base_pos=0 WHERE seg={Checkpoint}; UPDATE segment SET base_pos=99 WHERE seg={Version}",
        $"UPDATE segment SET parent_seg=0 WHERE seg={Checkpoint}",
        $"UPDATE segment SET parent_seg=0, base_pos=-1 WHERE seg={Checkpoint}",
        $"UPDATE segment SET parent_seg={Empty} WHERE seg={Checkpoint}",
        $"UPDATE segment SET parent_seg={Empty}, base_pos=-1 WHERE seg={Checkpoint}",
        $"UPDATE segment SET parent_seg=77 WHERE seg={Checkpoint}",
        $"UPDATE segment SET base_pos=99 WHERE seg={Version}",
        $"UPDATE segment SET parent_seg={Empty} WHERE seg={Version}",
        $"UPDATE segment SET parent_seg={Empty}, base_pos=99 WHERE seg={Version}; UPDATE checkpoint SET message=0 WHERE number=1",
        $"UPDATE segment SET base_pos=99 WHERE seg={Version}; UPDATE checkpoint SET message=999, count=3 WHERE number=1",
        "UPDATE checkpoint SET message=0 WHERE number=1",
        "UPDATE checkpoint SET message=0, count=0, tok=0, open_grp=-1 WHERE number=1",
        "UPDATE checkpoint SET message=999, count=2 WHERE number=1",
        "UPDATE checkpoint SET count=50 WHERE number=1",
        "UPDATE segment SET base_pos=99 WHERE seg=(SELECT seg FROM session WHERE id='at-end')",
        $"UPDATE segment SET parent_seg={Empty} WHERE seg=(SELECT seg FROM session WHERE id='at-end')",
        "UPDATE session SET head=0, count=0, tok=0 WHERE id='at-end'",
        "UPDATE message SET seg=0 WHERE mid=1",
        "UPDATE message SET seg=0 WHERE mid=4",
        "UPDATE message SET seg=0 WHERE mid IN (8, 9, 10)",
        "UPDATE message SET seg=0 WHERE mid IN (5, 11, 17)",
        "UPDATE message SET seg=-3 WHERE mid=6",
        "UPDATE message SET seg=0 WHERE mid=(SELECT head FROM session WHERE id='fork')",
        "UPDATE message SET seg=0 WHERE mid BETWEEN 7 AND 12",
        "UPDATE message SET seg=0",
        $"INSERT INTO message SELECT 900, prev, jump, 0, pos, grp, jump_grp, tok_before, ts, role, content, tool_calls, tool_call_id, metadata, body, sum FROM message WHERE mid=3",
        $"INSERT INTO message SELECT 900+mid, prev+900*(prev>7), jump, 0, pos-1, grp, jump_grp, tok_before, ts, role, content, tool_calls, tool_call_id, metadata, body, sum FROM message WHERE mid BETWEEN 7 AND 12",
        "UPDATE message SET prev=6 WHERE mid=4",
        "UPDATE message SET prev=12 WHERE mid=7",
        "UPDATE message SET prev=12, jump=12 WHERE mid=8",
        "UPDATE message SET prev=6, pos=9, jump=5 WHERE mid=4",
        "UPDATE session SET parent=sid WHERE id='fork'",
        "UPDATE session SET parent=(SELECT sid FROM session WHERE id='tail') WHERE id='s1'",
    ];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_between_histories_is_mended_as_planned_and_nobody_gets_the_text_of_another(string damage)
    {
        var store = await OpenFilledAsync();
        Assert.Empty(await store.CheckIntegrityAsync());
        Execute(damage);

        var problems = await store.CheckIntegrityAsync();
        var planned = await store.RepairAsync(dryRun: true);
        var mended = await store.RepairAsync();

        Assert.NotEmpty(problems);
        Assert.Equal(problems, planned);
        Assert.Equal(planned, mended);
        Assert.Empty(await store.CheckIntegrityAsync());
        var all = new List<string>();
        await foreach (var session in store.ListSessionsAsync())
        {
            var texts = (await store.GetChatHistoryAsync(session.Id)).Select(static message => message.Content).ToList();
            all.AddRange(texts);
            if (session.UserId is { } user) Assert.All(texts, text => Assert.True(text.StartsWith(user, StringComparison.Ordinal) || text.StartsWith('['), $"{session.Id} holds \"{text}\""));
            foreach (var checkpoint in await store.ListCheckpointsAsync(session.Id))
            {
                await store.RevertToCheckpointAsync(session.Id, checkpoint.Id);
                Assert.All(await store.GetChatHistoryAsync(session.Id), message => Assert.True(message.Content.StartsWith(session.UserId!, StringComparison.Ordinal) || message.Content.StartsWith('['), message.Content));
            }
        }

        for (var user = 0; user < 3; user++)
            Assert.All(await store.SearchAsync(new SearchQuery("text forks answered") { UserId = $"user{user}", Limit = 100 }), hit => Assert.StartsWith($"user{user}", hit.Message.Content, StringComparison.Ordinal));
        await SessionTransfer.ExportAsync(store, Stream.Null);
        for (var user = 0; user < 3; user++)
        {
            for (var number = 0; number < 6; number++) Assert.Contains($"user{user} text {number}", all);
        }
    }

    [Theory]
    [InlineData("UPDATE segment SET parent_seg=5, pin_seg=NULL WHERE seg=1")]
    [InlineData("UPDATE segment SET parent_seg=seg, pin_seg=NULL WHERE seg=1")]
    public async Task Reading_a_history_that_leads_round_in_a_circle_ends_and_says_what_to_do(string damage)
    {
        var store = await OpenFilledAsync();
        Execute(damage);

        Task[] readings =
        [
            store.GetWindowAsync("s0", new() { MaxMessages = 2 }).AsTask(),
            SessionTransfer.ExportAsync(store, Stream.Null),
            store.SearchAsync(new SearchQuery("text") { UserId = "user0" }).AsTask(),
        ];

        foreach (var reading in readings)
        {
            var error = await Assert.ThrowsAsync<SessionStoreException>(() => reading.WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.Contains("`repair`", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("UPDATE message SET prev=mid WHERE mid=4")]
    [InlineData("UPDATE message SET prev=6 WHERE mid=4")]
    public async Task Reading_messages_that_lead_round_in_a_circle_ends_and_says_what_to_do(string damage)
    {
        var store = await OpenFilledAsync();
        Execute(damage);

        Task[] readings =
        [
            store.GetChatHistoryAsync("s0").AsTask(),
            store.GetWindowAsync("s0", new() { MaxMessages = 5 }).AsTask(),
            SessionTransfer.ExportAsync(store, Stream.Null),
            store.MergeAsync("s0", "s1").AsTask(),
        ];

        foreach (var reading in readings)
        {
            var error = await Assert.ThrowsAsync<SessionStoreException>(() => reading.WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.Contains("`repair`", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("UPDATE message SET prev=mid WHERE mid=4", 2)]
    [InlineData("UPDATE message SET prev=6 WHERE mid=4", 2)]
    [InlineData("UPDATE message SET prev=4 WHERE mid=2; UPDATE message SET prev=6 WHERE mid=3", 2)]
    [InlineData("UPDATE message SET prev=mid", 1)]
    [InlineData("UPDATE message SET prev=77 WHERE mid=3", 2)]
    [InlineData("DELETE FROM message WHERE mid=3", 2)]
    [InlineData("DELETE FROM message WHERE mid=6", 2)]
    [InlineData("UPDATE session SET parent=(SELECT sid FROM session WHERE id='fork') WHERE id='s0'", 2)]
    public async Task A_user_is_erased_and_a_session_deleted_also_where_messages_lead_round_in_a_circle_or_nowhere(string damage, int kept)
    {
        var store = await OpenFilledAsync();
        await store.UpdateSessionAsync("fork", new() { UserId = "user9" });
        Execute(damage);

        await store.EraseUserAsync("user0").AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        await store.DeleteSessionAsync("tail").AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        await store.DeleteSessionAsync("s1").AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((0, 0), (Number("SELECT count(*) FROM message WHERE content LIKE 'user0 text%'"), Number("SELECT count(*) FROM message WHERE content LIKE 'user1%'")));
        Assert.Equal(new[] { "user0 forks", "user0 is answered" }.TakeLast(kept), (await store.GetChatHistoryAsync("fork")).Select(static message => message.Content));
        await store.RepairAsync();
        Assert.Empty(await store.CheckIntegrityAsync());
    }

    [Theory]
    [InlineData("base_pos=99")]
    [InlineData("parent_seg=(SELECT seg FROM session WHERE id='empty')")]
    [InlineData("parent_seg=0")]
    [InlineData("base_pos=2")]
    public async Task A_version_based_on_a_place_that_never_was_keeps_its_messages(string damage)
    {
        var store = await OpenFilledAsync();
        Execute($"UPDATE segment SET {damage} WHERE seg={Version}");

        await store.RepairAsync();

        Assert.True(await store.RestoreVersionAsync("s0", 1));
        Assert.Equal(Enumerable.Range(0, 6).Select(static number => $"user0 text {number}"), (await store.GetChatHistoryAsync("s0")).Select(static message => message.Content));
    }

    [Fact]
    public async Task A_message_of_no_segment_that_fits_nowhere_becomes_a_session_of_its_own()
    {
        var store = await OpenFilledAsync();
        Execute("INSERT INTO message(mid, prev, jump, seg, pos, grp, jump_grp, tok_before, ts, role, content) VALUES(900, 0, 0, 0, 0, 0, 0, 0, 1, 'user', 'out of place')");

        var problem = Assert.Single(await store.RepairAsync(dryRun: true));
        await store.RepairAsync();

        Assert.StartsWith("1 messages (segment 0)", problem.Detail, StringComparison.Ordinal);
        var recovered = new List<string>();
        await foreach (var session in store.ListSessionsAsync())
        {
            if (session.Id.StartsWith("recovered-", StringComparison.Ordinal)) recovered.AddRange((await store.GetChatHistoryAsync(session.Id)).Select(static message => message.Content));
        }

        Assert.Equal(["out of place"], recovered);
        Assert.Empty(await store.CheckIntegrityAsync());
    }

    private async Task<SqliteSessionStore> OpenFilledAsync()
    {
        var store = Open();
        for (var user = 0; user < 3; user++)
        {
            var messages = Enumerable.Range(0, 6).Select(number => new SessionMessage(number % 2 == 0 ? "user" : "assistant", $"user{user} text {number}")).ToArray();
            await store.WriteTurnAsync(new TurnWrite($"s{user}") { UserId = $"user{user}", Messages = messages });
        }

        await store.ForkSessionAsync("s0", 3, null, "fork");
        await store.WriteTurnAsync(new TurnWrite("fork") { Messages = [new("user", "user0 forks"), new("assistant", "user0 is answered")] });
        await store.CreateCheckpointAsync("s1", "here");
        await store.RevertToMessageAsync("s2", 1);
        await store.RevertToCheckpointAsync("s2", (await store.ListCheckpointsAsync("s2"))[0].Id);
        await store.WriteTurnAsync(new TurnWrite("s2") { Messages = [new("user", "user2 goes on")] });
        await store.ForkSessionAsync("s1", null, null, "tail");
        await store.WriteTurnAsync(new TurnWrite("tail") { Messages = [new("user", "user1 forks"), new("assistant", "user1 is answered")] });
        await store.ForkSessionAsync("s0", null, null, "at-end");
        await store.SaveVersionAsync("s0", "whole");
        await store.CreateSessionAsync(sessionId: "empty");
        return store;
    }
}
