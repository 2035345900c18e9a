using System.Security.Cryptography;
using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>A check of the file as it is, whatever happened to it.</summary>
public sealed class SqliteCheckTests : SqliteFolderTests
{
    [Fact]
    public async Task A_check_changes_no_file_and_leaves_none()
    {
        var (store, _) = (await FilledAsync(1), Number("PRAGMA wal_checkpoint(TRUNCATE)"));
        await store.AddMessageAsync("0", "user", "in the log");
        var (open, hashes) = (Files(), Hashes());
        await using (var other = new SqliteSessionStore(Database)) Assert.Empty(await other.CheckIntegrityAsync());
        Assert.Equal((open, hashes), (Files(), Hashes()));

        await store.DisposeAsync();
        (open, hashes) = (Files(), Hashes());
        await using (var other = new SqliteSessionStore(Database)) Assert.Empty(await other.CheckIntegrityAsync());
        Assert.Equal((open, hashes), (Files(), Hashes()));
    }

    [Fact]
    public async Task A_file_is_checked_whatever_its_name_is()
    {
        var path = Path.Combine(Folder, "a b%3F?#ü", "sessions.db");
        await using (var store = Open(options => options.Path = path)) await store.AddMessageAsync("a", "user", "hello");

        Assert.Empty(await Open(options => options.Path = path).CheckIntegrityAsync());
    }

    [Fact]
    public async Task A_check_of_a_store_that_is_not_there_yet_finds_nothing_and_makes_nothing()
    {
        Assert.Empty(await Open().CheckIntegrityAsync());
        Assert.Empty(await Open(options => options.Path = Path.Combine(Folder, "deep", "sessions.db")).CheckIntegrityAsync());

        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task A_check_of_an_older_file_leaves_it_as_it_is()
    {
        await File.WriteAllBytesAsync(Database, []);
        Execute($"{Bots.Sessions.Sqlite.Engine.SchemaVersion1.Script}; PRAGMA user_version=1; PRAGMA application_id={Bots.Sessions.Sqlite.Engine.Schema.ApplicationId}");

        var problem = Assert.Single(await Open().CheckIntegrityAsync());

        Assert.Contains("older version", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(1, Number("PRAGMA user_version"));
    }

    [Fact]
    public async Task An_empty_file_is_named_and_nothing_is_written_to_it()
    {
        await File.WriteAllBytesAsync(Database, []);

        var problem = Assert.Single(await Open().CheckIntegrityAsync());
        Assert.Empty(await Open().RepairAsync());

        Assert.Equal((IntegrityProblemKind.Unreadable, null), (problem.Kind, problem.Remedy));
        Assert.Contains("is empty", problem.Detail, StringComparison.Ordinal);
        Assert.Equal("sessions.db", Files());
        Assert.Equal(0, new FileInfo(Database).Length);
    }

    [Fact]
    public async Task An_empty_file_that_never_was_a_store_becomes_one()
    {
        await File.WriteAllBytesAsync(Database, []);

        await Open().AddMessageAsync("a", "user", "hello");

        Assert.Equal("hello", Assert.Single(await Open().GetChatHistoryAsync("a")).Content);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_was_cut_to_nothing_is_not_begun_anew(bool isKilled)
    {
        var store = await FilledAsync(1);
        if (isKilled) File.Copy(Database + "-wal", Database + ".copy");
        await store.DisposeAsync();
        if (isKilled) File.Move(Database + ".copy", Database + "-wal");
        if (isKilled) File.Delete(Database + ".lock");
        File.WriteAllBytes(Database, []);
        var before = Hashes();

        var onRead = await Assert.ThrowsAsync<SessionStoreException>(() => Open().GetChatHistoryAsync("0").AsTask());
        var onWrite = await Assert.ThrowsAsync<SessionStoreException>(() => Open().AddMessageAsync("0", "user", "new").AsTask());
        Assert.Single(await Open().CheckIntegrityAsync());

        foreach (var said in new[] { onRead.Message, onWrite.Message }) Assert.Contains("restore a backup", said, StringComparison.Ordinal);
        if (isKilled) Assert.Contains("sessions.db-wal", onRead.Message, StringComparison.Ordinal);
        if (isKilled) File.Delete(Database + ".lock");
        Assert.Equal(before, Hashes());
    }

    [Fact]
    public async Task After_the_empty_file_is_moved_away_a_backup_is_restored_or_the_store_begins_anew()
    {
        var backup = Path.Combine(Folder, "backup.db");
        var store = await FilledAsync(1);
        await store.BackUpAsync(backup);
        await store.DisposeAsync();
        File.WriteAllBytes(Database, []);
        await Assert.ThrowsAsync<SessionStoreException>(() => Open().RestoreAsync(backup).AsTask());
        File.Delete(Database);

        Assert.Empty(await Open().GetChatHistoryAsync("0"));
        await Open().RestoreAsync(backup);

        Assert.Equal(40, (await Open().GetChatHistoryAsync("0")).Count);
    }

    [Fact]
    public async Task A_damaged_page_is_named_by_its_table_and_by_the_sessions_it_hits()
    {
        await (await FilledAsync(5)).DisposeAsync();
        var page = PageThatHolds("text 17 of session 3");
        Damage(page);

        var problems = await Open().CheckIntegrityAsync();

        Assert.All(problems, static problem => Assert.Equal((IntegrityProblemKind.Unreadable, null), (problem.Kind, problem.Remedy)));
        Assert.Contains("\"message\"", problems[0].Detail, StringComparison.Ordinal);
        Assert.Contains("3", problems.Select(static problem => problem.SessionId));
        Assert.All(problems, static problem => Assert.Contains("Restore a backup", problem.Detail, StringComparison.Ordinal));
        foreach (var id in Enumerable.Range(0, 5).Select(static number => $"{number}"))
            Assert.Equal(!problems.Any(problem => problem.SessionId == id), await IsReadableAsync(id));
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.001)]
    public async Task A_file_that_was_cut_short_is_named_and_left_alone(double part)
    {
        await (await FilledAsync(5)).DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(Database);
        await File.WriteAllBytesAsync(Database, bytes[..(int)(bytes.Length * part)]);
        var before = (Files(), Hashes());

        var problems = await Open().CheckIntegrityAsync();

        Assert.NotEmpty(problems);
        Assert.All(problems, static problem => Assert.Contains("Restore a backup", problem.Detail, StringComparison.Ordinal));
        Assert.Equal(before, (Files(), Hashes()));
    }

    [Fact]
    public async Task A_damaged_index_is_named_by_its_table_and_nothing_else_is_said()
    {
        var store = await FilledAsync(5);
        await store.UpdateSessionAsync("3", new SessionChange { UserId = "the user of session 3" });
        var root = Number("SELECT rootpage FROM sqlite_master WHERE name='session_user'");
        await store.DisposeAsync();
        Damage(root);

        var problem = Assert.Single(await Open().CheckIntegrityAsync());

        Assert.Contains("index of the table \"session\"", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("message_words_docsize")]
    [InlineData("message_words_data")]
    [InlineData("message_words_idx")]
    [InlineData("message_words_config")]
    [InlineData("message_characters_docsize")]
    public async Task A_damaged_search_index_is_made_anew_from_the_messages(string table)
    {
        var store = await FilledAsync(5);
        Assert.NotEmpty(await store.SearchAsync(new SearchQuery("session 3") { Everyone = true }));
        await store.DisposeAsync();
        Damage(Number($"SELECT rootpage FROM sqlite_master WHERE name='{table}'"));

        var problems = await Open().CheckIntegrityAsync();
        var planned = await Open().RepairAsync(dryRun: true);
        var mended = await Open().RepairAsync();

        Assert.All(problems, static problem => Assert.Equal("The search index is made anew, and filled by the next search.", problem.Remedy));
        Assert.NotEmpty(problems);
        Assert.Equal(problems, planned);
        Assert.Equal(problems, mended);
        Assert.Empty(await Open().CheckIntegrityAsync());
        Assert.NotEmpty(await Open().SearchAsync(new SearchQuery("session 3") { Everyone = true }));
        Assert.Equal(40, (await Open().GetChatHistoryAsync("3")).Count);
        Assert.Empty(await Open().CheckIntegrityAsync());
    }

    private async Task<SqliteSessionStore> FilledAsync(int sessions)
    {
        var store = Open();
        for (var session = 0; session < sessions; session++)
        {
            var messages = Enumerable.Range(0, 40).Select(number => new SessionMessage("user", $"text {number} of session {session} {new string('x', 300)}"));
            await store.WriteTurnAsync(new TurnWrite($"{session}") { Messages = [.. messages] });
        }

        return store;
    }

    private async Task<bool> IsReadableAsync(string session)
    {
        try
        {
            return (await Open().GetChatHistoryAsync(session)).Count == 40;
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }

    private long PageThatHolds(string text) => (File.ReadAllBytes(Database).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) / PageSize) + 1;

    private void Damage(long page)
    {
        using var file = new FileStream(Database, FileMode.Open, FileAccess.Write);
        file.Position = (page - 1) * PageSize;
        file.Write([.. Enumerable.Repeat((byte)0xA5, PageSize)]);
    }

    private const int PageSize = 4_096;

    private string Files() => string.Join(' ', Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    private string Hashes() => string.Join(' ', Directory.GetFiles(Folder).Order(StringComparer.Ordinal)
        .Where(static file => !file.EndsWith("-shm", StringComparison.Ordinal)).Select(static file => Convert.ToHexString(SHA256.HashData(ReadShared(file)))));

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
