using Bots.Sessions.Sqlite;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteErasureTests : SqliteFolderTests
{
    [Fact]
    public async Task An_undo_erases_the_rows_that_no_history_reaches_once_its_checkpoint_is_gone()
    {
        var store = Open();
        await AddAsync(store, "a", 100);

        for (var keep = 99; keep >= 0; keep -= 9)
        {
            await store.WriteTurnAsync(new TurnWrite("a") { KeepMessages = keep, Messages = [new("user", "new")] });

            var expected = Enumerable.Range(0, keep).Select(static number => $"{number}").Append("new");
            Assert.Equal(expected, (await store.GetChatHistoryAsync("a")).Select(static message => message.Content));
            await store.DeleteCheckpointAsync("a", Assert.Single(await store.ListCheckpointsAsync("a")).Id);
            Assert.Equal(keep + 1, Number("SELECT count(*) FROM message"));
        }
    }

    [Fact]
    public async Task A_cleared_session_leaves_its_row_and_no_message()
    {
        var store = Open();
        await AddAsync(store, "a", 10);
        await AddAsync(store, "b", 3);

        await store.ClearSessionAsync("a");

        Assert.Equal((3, 2, 2), (Number("SELECT count(*) FROM message"), Number("SELECT count(*) FROM session"), Number("SELECT count(*) FROM segment")));
        Assert.Equal(3, (await store.GetChatHistoryAsync("b")).Count);
    }

    [Fact]
    public async Task A_deleted_session_leaves_nothing()
    {
        var store = Open();
        await AddAsync(store, "a", 10);
        await store.UpdateSessionAsync("a", new SessionChange { Metadata = MessageMetadata.Empty.With("x", "y") });
        await store.WriteTurnAsync(new TurnWrite("a") { KeepMessages = 4, TurnId = "t" });

        await store.DeleteSessionAsync("a");

        foreach (var table in new[] { "message", "segment", "session", "session_metadata", "turn" })
            Assert.Equal(0, Number($"SELECT count(*) FROM {table}"));
    }

    [Fact]
    public async Task The_id_of_an_erased_message_is_never_given_again()
    {
        var store = Open();
        await AddAsync(store, "a", 10);
        await store.DeleteSessionAsync("a");

        await AddAsync(store, "b", 1);

        Assert.Equal(11, Number("SELECT max(mid) FROM message"));
    }

    [Fact]
    public async Task The_text_of_an_erased_user_is_in_no_file_after_a_backup_was_restored()
    {
        var store = Open();
        for (var turn = 0; turn < 200; turn++)
            await store.WriteTurnAsync(new TurnWrite("a") { UserId = "alice", Messages = [new("user", $"alice-secret question {turn}"), new("assistant", $"alice-secret answer {turn}")] });
        var copy = Path.Combine(Directory.CreateTempSubdirectory("backup-").FullName, "copy.db");
        await store.BackUpAsync(copy);
        var restored = await store.RestoreAsync(copy);
        Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
        if (restored.Path.Length > 0) File.Delete(restored.Path);

        var report = await store.EraseUserAsync("alice");

        Assert.Empty(report.Remaining);
        Assert.False(IsInAnyFile("alice-secret"));
    }

    [Fact]
    public async Task The_text_of_erased_sessions_is_in_no_file()
    {
        var store = Open();
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 30).Select(session =>
                store.AddMessageAsync($"{session}", "user", $"secret-{session:00} " + new string('x', (session * 97) + (round * 13)), Note(session)).AsTask()));
        }

        for (var session = 0; session < 30; session += 3)
        {
            await store.ClearSessionAsync($"{session}");
            await store.DeleteSessionAsync($"{session + 1}");
        }

        foreach (var (session, isErased) in Enumerable.Range(0, 30).Select(static session => (session, session % 3 < 2)))
            Assert.Equal(!isErased, IsInAnyFile($"secret-{session:00}"));
    }

    [Fact]
    public async Task Text_that_a_reader_kept_in_the_log_goes_when_the_reader_has_ended()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "secret");
        using (var reader = Connection.Open(Database, TimeSpan.FromSeconds(30)))
        {
            reader.Execute("BEGIN");
            reader.Number("SELECT count(*) FROM message");
            await store.ClearSessionAsync("a");
            // Only the log is looked at: closing another file here would drop the locks of this process, and with them the reader's hold.
            Assert.True(IsInAnyFile("secret", "*-wal"));
        }

        await Fakes.Eventually.TrueAsync(() => !IsInAnyFile("secret"), "the log is emptied");
    }

    [Fact]
    public async Task Erasing_a_user_waits_for_a_reader_that_needs_the_old_pages()
    {
        var store = Open();
        await WriteSecretAsync(store);
        var reader = Reader();

        var erasing = store.EraseUserAsync("u").AsTask();
        await Fakes.Eventually.TrueAsync(() => !store.SessionExistsAsync("a").AsTask().GetAwaiter().GetResult(), "the session is erased");
        Assert.False(erasing.IsCompleted);
        reader.Dispose();

        Assert.Empty((await erasing).Remaining);
        Assert.False(IsInAnyFile("secret"));
    }

    [Fact]
    public async Task An_erasure_that_a_reader_holds_up_says_so_and_is_finished_by_the_next_write_of_whatever_process()
    {
        await using var host = new SqliteSessionStore(Database);
        await WriteSecretAsync(host);
        using (Reader())
        {
            await using var store = new SqliteSessionStore(new SqliteSessionOptions { Path = Database, LockTimeout = TimeSpan.FromMilliseconds(200) });
            var report = await store.EraseUserAsync("u");

            Assert.Equal(1, report.Sessions);
            Assert.Contains(Database + "-wal", Assert.Single(report.Remaining), StringComparison.Ordinal);
        }

        await UntilAsync(async () =>
        {
            await host.AddMessageAsync("b", "user", "hello");
            return !IsInAnyFile("secret");
        });
        Assert.Equal(0, Number("SELECT count(*) FROM counter WHERE name='unemptied'"));
    }

    [Fact]
    public async Task The_copy_that_a_restore_left_is_named()
    {
        var store = Open();
        await WriteSecretAsync(store);
        var backup = Path.Combine(Folder, "backup.db");
        await store.BackUpAsync(backup);
        var copy = (await store.RestoreAsync(backup)).Path;

        var report = await store.EraseUserAsync("u");

        Assert.Equal([copy, backup], report.Remaining.Select(static line => line.Split(" is ")[0]));
    }

    [Fact]
    public async Task Copies_and_exports_right_beside_the_database_are_named_and_other_stores_there_are_not_touched()
    {
        var store = Open();
        await WriteSecretAsync(store);
        await store.BackUpAsync(Path.Combine(Folder, "copy.bak"));
        await using (var output = File.Create(Path.Combine(Folder, "export.jsonl"))) await Bots.Sessions.Transfer.SessionTransfer.ExportAsync(store, output);
        await File.WriteAllTextAsync(Path.Combine(Folder, "notes.lock"), "{\"user_id\" : \"u\"}", System.Text.Encoding.Unicode);
        await File.WriteAllTextAsync(Path.Combine(Folder, "other.txt"), "{\"user_id\" : \"v\"}");
        Directory.CreateDirectory(Path.Combine(Folder, "folder"));
        File.CreateSymbolicLink(Path.Combine(Folder, "same"), Database);
        await using var other = new SqliteSessionStore(Path.Combine(Folder, "other.store"));
        await WriteSecretAsync(other);

        var report = await store.EraseUserAsync("u");

        Assert.Equal(new[] { "copy.bak", "export.jsonl", "notes.lock" }.Select(name => Path.Combine(Folder, name)), report.Remaining.Select(static line => line.Split(" is no file of this store")[0]));
        Assert.Single(await other.GetChatHistoryAsync("a"));
    }

    [Theory]
    [InlineData("head=0")]
    [InlineData("head=99")]
    [InlineData("head=1")]
    [InlineData("head=(SELECT head FROM session WHERE id='b')")]
    [InlineData("head=0, count=0, seg=99")]
    public async Task What_a_user_said_is_erased_also_where_damage_hides_it_from_the_session(string damage)
    {
        var store = Open(static options => options.LargeContentBytes = 60);
        await store.WriteTurnAsync(new TurnWrite("a") { UserId = "u", Messages = [new("user", "secret 1"), new("assistant", "secret 2"), new("user", "secret 3" + new string('x', 100))] });
        await store.WriteTurnAsync(new TurnWrite("b") { UserId = "v", Messages = [new("user", "mine"), new("assistant", "yours")] });
        await store.ForkSessionAsync("b", 0, sessionId: "c");
        Assert.Equal(3, (await store.SearchAsync(new SearchQuery("secret") { Everyone = true })).Count);
        Execute($"UPDATE session SET {damage} WHERE id='a'");

        Assert.Empty((await store.EraseUserAsync("u")).Remaining);

        Assert.False(IsInAnyFile("secret"));
        Assert.Equal((2, 2), (Number("SELECT count(*) FROM message"), Number("SELECT count(*) FROM segment")));
        Assert.Equal(["mine", "yours"], (await store.GetChatHistoryAsync("b")).Select(static message => message.Content));
        Assert.Equal(["mine"], (await store.GetChatHistoryAsync("c")).Select(static message => message.Content));
        Assert.Empty(await store.CheckIntegrityAsync());
    }

    [Fact]
    public async Task Messages_of_which_damage_hides_whose_they_are_are_named()
    {
        var store = Open();
        await WriteSecretAsync(store);
        await store.WriteTurnAsync(new TurnWrite("b") { UserId = "v", Messages = [new("user", "mine")] });
        Execute("DELETE FROM segment; DELETE FROM session");

        var report = await store.EraseUserAsync("u");
        await store.RepairAsync();

        Assert.Contains("2 messages of which nobody knows whose they are", Assert.Single(report.Remaining), StringComparison.Ordinal);
        Assert.Empty((await store.EraseUserAsync("u")).Remaining);
    }

    [Fact]
    public async Task Locks_that_are_held_right_beside_the_database_are_not_named()
    {
        var store = Open();
        await WriteSecretAsync(store);
        using var turn = new FileLock(Path.Combine(Folder, "other.db.lock"));
        turn.HasServed = true;
        turn.Enter();

        Assert.Empty((await store.EraseUserAsync("u")).Remaining);

        Assert.True(turn.HasServed);
    }

    [Fact]
    public async Task A_copy_that_somebody_holds_locked_is_looked_into_all_the_same()
    {
        var store = Open();
        await WriteSecretAsync(store);
        foreach (var (name, user) in new[] { ("theirs.json", "u"), ("others.json", "v") }) await File.WriteAllTextAsync(Path.Combine(Folder, name), $$"""{"user_id":"{{user}}"}""");
        using var theirs = new FileLock(Path.Combine(Folder, "theirs.json"));
        using var others = new FileLock(Path.Combine(Folder, "others.json"));
        theirs.Enter();
        others.Enter();

        var report = await store.EraseUserAsync("u");

        Assert.StartsWith(Path.Combine(Folder, "theirs.json") + " is no file of this store and holds something of this user", Assert.Single(report.Remaining), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_process_that_died_had_erased_leaves_the_log_with_the_first_write_of_the_next()
    {
        await using var dead = new SqliteSessionStore(Database);
        await WriteSecretAsync(dead);
        var store = Open();
        Assert.True(IsInAnyFile("secret", "*-wal"));

        // As if the first had erased, and had died before it could empty the log.
        using (var connection = Connection.Open(Database, TimeSpan.FromSeconds(30))) connection.Execute("PRAGMA secure_delete=ON; UPDATE message SET content=''");
        await store.AddMessageAsync("b", "user", "hello");

        await Fakes.Eventually.TrueAsync(() => !IsInAnyFile("secret"), "the log is emptied");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var deadline = DateTime.UtcNow.AddMinutes(1);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "it never came true");
            await Task.Delay(20);
        }
    }

    private static async Task WriteSecretAsync(SqliteSessionStore store) => await store.WriteTurnAsync(new TurnWrite("a") { UserId = "u", Messages = [new("user", "secret")] });

    private Connection Reader()
    {
        var reader = Connection.Open(Database, TimeSpan.FromSeconds(30));
        reader.Execute("BEGIN");
        reader.Number("SELECT count(*) FROM message");
        return reader;
    }

    private static MessageMetadata Note(int session) => MessageMetadata.Empty.With("note", $"secret-{session:00}");

    private static async Task AddAsync(SqliteSessionStore store, string session, int count)
    {
        for (var number = 0; number < count; number++) await store.AddMessageAsync(session, "user", $"{number}");
    }
}
