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
    public async Task A_file_deleted_while_it_is_open_is_made_anew_instead_of_written_into_the_void()
    {
        var clock = new StepClock();
        var store = Open(time: clock);
        await store.AddMessageAsync("a", "user", "old");
        await store.GetChatHistoryAsync("a");
        foreach (var file in Directory.GetFiles(Folder)) File.Delete(file);
        clock.Seconds++;

        await store.AddMessageAsync("a", "user", "new");

        Assert.Equal("new", Assert.Single(await store.GetChatHistoryAsync("a")).Content);
        Assert.Equal(1, Number("SELECT count(*) FROM message"));
    }

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
