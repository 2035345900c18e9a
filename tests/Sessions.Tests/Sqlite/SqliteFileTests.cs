using Bots.Sessions.Sqlite;
using Bots.Sessions.Sqlite.Engine;
using Microsoft.Data.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteFileTests : SqliteFolderTests
{
    [Fact]
    public async Task The_file_is_created_with_its_folder_and_marked_as_ours()
    {
        var store = Open(options => options.Path = Path.Combine(Folder, "deep", "down", "sessions.db"));

        await store.AddMessageAsync("a", "user", "hello");

        using var file = Connection.Open(Path.Combine(Folder, "deep", "down", "sessions.db"), TimeSpan.FromSeconds(30));
        Assert.Equal(Schema.ApplicationId, file.Number("PRAGMA application_id"));
        Assert.Equal(Schema.Current, file.Number("PRAGMA user_version"));
        Assert.Equal("wal", file.Text("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task Nobody_else_on_the_machine_can_read_it()
    {
        await Open().AddMessageAsync("a", "user", "hello");

        foreach (var file in Directory.GetFiles(Folder))
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Reading_first_creates_the_file_as_well()
    {
        Assert.Empty(await Open().GetChatHistoryAsync("a"));

        Assert.Equal(Schema.Current, Number("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_file_of_a_newer_program_is_refused_and_left_alone()
    {
        await Open().AddMessageAsync("a", "user", "hello");
        Execute($"PRAGMA user_version={Schema.Current + 1}");
        var newer = Open();

        var onWrite = await Assert.ThrowsAsync<SessionStoreException>(async () => await newer.AddMessageAsync("a", "user", "no"));
        var onRead = await Assert.ThrowsAsync<SessionStoreException>(async () => await newer.GetChatHistoryAsync("a"));

        Assert.Contains("newer version", onWrite.Message, StringComparison.Ordinal);
        Assert.Contains("Sessions:Sqlite:Path", onRead.Message, StringComparison.Ordinal);
        Assert.Equal(1, Number("SELECT count(*) FROM message"));
    }

    [Fact]
    public async Task The_database_of_another_program_is_refused_and_left_alone()
    {
        PrivateFile.CreateIfMissing(Database);
        Execute("CREATE TABLE theirs(x)");

        var failure = await Assert.ThrowsAsync<SessionStoreException>(async () => await Open().AddMessageAsync("a", "user", "no"));

        Assert.Contains("another program", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, Number("SELECT count(*) FROM sqlite_master"));
        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        await File.WriteAllTextAsync(Database, new string('x', 5_000));

        var failure = await Assert.ThrowsAsync<SessionStoreException>(async () => await Open().AddMessageAsync("a", "user", "no"));

        Assert.Contains("not a SQLite database", failure.Message, StringComparison.Ordinal);
        Assert.IsType<SqliteException>(failure.InnerException);
        Assert.Equal(new string('x', 5_000), await File.ReadAllTextAsync(Database));
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_brought_up_to_date_with_all_that_waits_in_it()
    {
        PrivateFile.CreateIfMissing(Database);
        Execute($"{SchemaVersion1.Script}; PRAGMA user_version=1; PRAGMA application_id={Schema.ApplicationId}");
        Execute("INSERT INTO inbox(bot, dedupe_id, state, fence, attempts, accepted_at, owner, session_key, payload) VALUES('telegram', '1', 0, 1, 0, 1, 'gone', 's', 'hello')");

        var inbox = Open().Require<Bots.Sessions.Delivery.IInbox>();

        var entry = Assert.Single(await inbox.ListAsync(Bots.Sessions.Delivery.InboxState.Open));
        Assert.Equal(("hello", null), (entry.Message.Payload, entry.Message.Trace));
        Assert.Equal(Schema.Current, Number("PRAGMA user_version"));
    }

    [Fact]
    public async Task Many_stores_that_create_the_file_at_once_all_work()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => Open()).ToArray();

        await Task.WhenAll(stores.Select(store => Task.Run(async () => await store.AddMessageAsync("a", "user", "hello"))));

        Assert.Equal(8, (await stores[0].GetChatHistoryAsync("a")).Count);
    }

    [Fact]
    public async Task A_file_that_goes_while_it_is_open_is_waited_for_and_no_other_one_is_made()
    {
        var clock = new StepClock();
        var path = Path.Combine(Folder, "deep", "sessions.db");
        var store = Open(options => options.Path = path, clock);
        await store.AddMessageAsync("a", "user", "before");
        await store.GetChatHistoryAsync("a");
        Directory.Move(Path.Combine(Folder, "deep"), Path.Combine(Folder, "away"));
        clock.Seconds++;

        var onWrite = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.AddMessageAsync("a", "user", "lost"));
        var onRead = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.GetChatHistoryAsync("a"));
        Assert.False(Directory.Exists(Path.Combine(Folder, "deep")));
        Directory.Move(Path.Combine(Folder, "away"), Path.Combine(Folder, "deep"));
        await store.AddMessageAsync("a", "user", "after");

        Assert.True(onWrite.IsTransient && onRead.IsTransient);
        Assert.Contains("Put it back", onWrite.Message, StringComparison.Ordinal);
        Assert.Equal(["before", "after"], (await store.GetChatHistoryAsync("a")).Select(static message => message.Content));
    }

    [Fact]
    public async Task Another_database_in_the_place_of_one_that_is_open_is_taken_for_a_restored_one()
    {
        var clock = new StepClock();
        var store = Open(time: clock);
        await store.AddMessageAsync("a", "user", "first");
        await using (var other = new SqliteSessionStore(Path.Combine(Folder, "other.db"))) await other.AddMessageAsync("a", "user", "other");
        foreach (var ending in new[] { "-wal", "-shm" }) File.Delete(Database + ending);
        File.Move(Path.Combine(Folder, "other.db"), Database, overwrite: true);
        clock.Seconds++;

        await store.AddMessageAsync("a", "user", "next");

        Assert.Equal(["other", "next"], (await store.GetChatHistoryAsync("a")).Select(static message => message.Content));
    }

    [Fact]
    public async Task No_two_files_give_out_the_same_ids()
    {
        var (one, other) = (Open(options => options.Path = Path.Combine(Folder, "one.db")), Open(options => options.Path = Path.Combine(Folder, "other.db")));
        var first = await AcceptAsync(one);
        var start = TimeProvider.System.GetTimestamp();
        SpinWait.SpinUntil(() => TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMilliseconds(5));

        Assert.NotEqual(first, await AcceptAsync(other));
        Assert.Equal(first + 1, await AcceptAsync(one));
    }

    private static async Task<long> AcceptAsync(SqliteSessionStore store) =>
        (await store.Require<Bots.Sessions.Delivery.IInbox>().AcceptAsync([new("bot", Guid.NewGuid().ToString("N"), "s", "hello")], "host"))[0]!.Id;

    [Fact]
    public async Task Closing_leaves_one_file_and_the_lock()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "hello");
        await store.GetChatHistoryAsync("a");

        await store.DisposeAsync();

        Assert.Equal(["sessions.db", "sessions.db.lock"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.AddMessageAsync("a", "user", "late"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.GetChatHistoryAsync("a"));
    }

    private sealed class StepClock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
