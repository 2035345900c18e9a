using System.Text.Json;
using Bots.Sessions.Sqlite;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteBackupTests : SqliteFolderTests
{
    private string Copy => Path.Combine(Folder, "copy.db");

    [Fact]
    public async Task A_backup_holds_everything_and_is_a_store_of_its_own()
    {
        var store = Open(static options => options.LargeContentBytes = 100);
        await FillAsync(store, "a", 20);
        await store.ForkSessionAsync("a", 9, sessionId: "b");
        await store.ClearSessionAsync("a");

        var report = await store.BackUpAsync(Copy);

        Assert.Equal(new BackupReport(Copy, 2, 10, new FileInfo(Copy).Length), report);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Copy));
        var other = Open(options => options.Path = Copy);
        Assert.Equal(await ContentsAsync(store, "b"), await ContentsAsync(other, "b"));
        Assert.Empty(await other.CheckIntegrityAsync());
        Assert.NotEmpty(await other.SearchAsync(new SearchQuery("needle") { SessionId = "b" }));
    }

    [Fact]
    public async Task A_backup_is_of_one_moment_while_writers_go_on()
    {
        var store = Open(static options => options.Synchronous = SqliteSynchronous.Normal);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; !stop.IsCancellationRequested; number++)
                await store.WriteTurnAsync(new TurnWrite($"w{writer}") { Messages = [new("user", $"{number}"), new("assistant", $"{number}")] });
        })).ToList();
        for (var number = 0; number < 5; number++) await store.BackUpAsync($"{Copy}{number}");
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        for (var number = 0; number < 5; number++)
        {
            var copy = Open(options => options.Path = $"{Copy}{number}");
            Assert.Empty(await copy.CheckIntegrityAsync());
            foreach (var writer in Enumerable.Range(0, 4)) Assert.Equal(0, (await copy.GetChatHistoryAsync($"w{writer}")).Count % 2);
        }
    }

    [Fact]
    public async Task A_backup_never_overwrites_and_one_that_fails_or_is_cancelled_leaves_nothing()
    {
        var store = Open();
        await FillAsync(store, "a", 3);
        await File.WriteAllTextAsync(Copy, "mine");

        await Assert.ThrowsAsync<SessionStoreException>(() => store.BackUpAsync(Copy).AsTask());
        await Assert.ThrowsAsync<SessionStoreException>(() => store.BackUpAsync(Path.Combine(Folder, "missing", "copy.db")).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.BackUpAsync(Copy + "2", new CancellationToken(canceled: true)).AsTask());

        Assert.Equal("mine", await File.ReadAllTextAsync(Copy));
        Assert.Equal(["copy.db", "sessions.db"], Directory.GetFiles(Folder, "*.db*").Select(Path.GetFileName).Where(static name => name is not ("sessions.db-wal" or "sessions.db-shm" or "sessions.db.lock")).Order());
    }

    [Fact]
    public async Task A_restore_replaces_everything_for_every_store_that_is_open_and_keeps_what_was_there()
    {
        var (store, neighbour) = (Open(), Open());
        await FillAsync(store, "a", 5);
        await store.BackUpAsync(Copy);
        await FillAsync(neighbour, "b", 7);
        await store.AddMessageAsync("a", "user", "later");
        Assert.Equal(6, (await neighbour.GetChatHistoryAsync("a")).Count);

        var report = await store.RestoreAsync(Copy);

        foreach (var open in new[] { store, neighbour })
        {
            Assert.Equal(5, (await open.GetChatHistoryAsync("a")).Count);
            Assert.False(await open.SessionExistsAsync("b"));
            await open.AddMessageAsync("c", "user", "goes on");
        }

        Assert.Equal((1, 5), (report.Sessions, report.Messages));
        Assert.Equal("wal", Text("PRAGMA journal_mode"));
        Assert.Empty(await store.CheckIntegrityAsync());
        var before = Open(options => options.Path = report.Path);
        Assert.Equal((6, 7), ((await before.GetChatHistoryAsync("a")).Count, (await before.GetChatHistoryAsync("b")).Count));
    }

    [Fact]
    public async Task A_restore_while_others_write_loses_nothing_of_either_side()
    {
        var store = Open(static options => options.Synchronous = SqliteSynchronous.Normal);
        await FillAsync(store, "kept", 5);
        await store.BackUpAsync(Copy);
        using var stop = new CancellationTokenSource();
        var other = Open(static options => options.Synchronous = SqliteSynchronous.Normal);
        var acknowledged = 0;
        var writer = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; acknowledged++) await other.AddMessageAsync("w", "user", $"{acknowledged}");
        });

        var report = await store.RestoreAsync(Copy);
        await stop.CancelAsync();
        await writer;

        // Every acknowledged message is either in the backup of what was there, or came after.
        var before = await ContentsAsync(Open(options => options.Path = report.Path), "w");
        Assert.Equal(Enumerable.Range(0, acknowledged).Select(static number => $"{number}"), [.. before, .. await ContentsAsync(store, "w")]);
    }

    [Fact]
    public async Task What_is_no_whole_backup_is_refused_and_changes_nothing()
    {
        var store = Open();
        await FillAsync(store, "a", 200);
        await store.BackUpAsync(Copy);
        var bytes = await File.ReadAllBytesAsync(Copy);
        var bad = new Dictionary<string, byte[]>
        {
            ["truncated"] = bytes[..(bytes.Length / 2)],
            ["scribbled"] = [.. bytes[..8192], .. Enumerable.Repeat((byte)0xA5, 8192), .. bytes[16384..]],
            ["no database"] = [.. Enumerable.Repeat((byte)'x', 10_000)],
            ["empty"] = [],
            ["foreign"] = [.. bytes[..68], 1, 2, 3, 4, .. bytes[72..]],
            ["newer"] = [.. bytes[..60], 0, 0, 1, 0, .. bytes[64..]],
        };

        foreach (var (name, content) in bad)
        {
            await File.WriteAllBytesAsync(Path.Combine(Folder, name), content);
            var failure = await Record.ExceptionAsync(() => store.RestoreAsync(Path.Combine(Folder, name)).AsTask());
            Assert.True(failure is SessionStoreException, $"{name}: {failure}");
        }

        await Assert.ThrowsAsync<SessionStoreException>(() => store.RestoreAsync(Path.Combine(Folder, "nowhere")).AsTask());
        await Assert.ThrowsAsync<SessionStoreException>(() => store.RestoreAsync(Database).AsTask());
        Assert.Equal(200, (await store.GetChatHistoryAsync("a")).Count);
        Assert.Empty(Directory.GetFiles(Folder, "*.tmp*"));
        Assert.Empty(Directory.GetFiles(Folder, "*.before-restore*"));
    }

    [Fact]
    public async Task A_backup_of_an_older_version_is_brought_up_to_date_on_its_way()
    {
        PrivateFile.CreateIfMissing(Copy);
        using (var old = Connection.Open(Copy, TimeSpan.FromSeconds(30)))
        {
            Schema.Upgrade(old, [SchemaVersion1.Script]);
            old.Execute("INSERT INTO session(id, seg, head, count, tok, open_grp, version, created_at, updated_at) VALUES('old', 1, 0, 0, 0, -1, 1, 1, 1); INSERT INTO segment VALUES(1, 0, -1, NULL)");
        }

        var store = Open();
        await store.RestoreAsync(Copy);

        Assert.True(await store.SessionExistsAsync("old"));
        await store.AddMessageAsync("old", "user", "new");
        Assert.Equal(Schema.Current, Number("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_damaged_store_can_be_restored_and_its_pages_are_kept()
    {
        var store = Open();
        await FillAsync(store, "a", 2_000);
        await store.BackUpAsync(Copy);
        await store.DisposeAsync();
        await using (var file = new FileStream(Database, FileMode.Open))
        {
            file.Position = file.Length / 2 / 4096 * 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xFF, 40_960).ToArray());
        }

        var again = Open();
        Assert.Contains(await again.CheckIntegrityAsync(), static problem => problem.Kind == IntegrityProblemKind.Unreadable);
        var report = await again.RestoreAsync(Copy);

        Assert.Equal(2_000, (await again.GetChatHistoryAsync("a")).Count);
        Assert.True(new FileInfo(report.Path).Length > 100_000);
        Assert.Empty(await again.CheckIntegrityAsync());
    }

    private static async Task FillAsync(SqliteSessionStore store, string session, int count)
    {
        await store.WriteTurnAsync(new TurnWrite(session) { Messages = [.. Enumerable.Range(0, count).Select(static number => new SessionMessage("user", $"needle {number} {new string('x', 150)}"))] });
        await store.SetStateAsync(StateScope.Session(session), "k", JsonSerializer.SerializeToElement(1));
        await store.SaveVersionAsync(session, "v");
    }

    private static async Task<string[]> ContentsAsync(SqliteSessionStore store, string session) =>
        [.. (await store.GetChatHistoryAsync(session)).Select(static message => message.Content)];
}
