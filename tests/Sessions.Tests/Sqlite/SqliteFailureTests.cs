using Bots.Sessions.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteFailureTests : SqliteFolderTests
{
    [Fact]
    public async Task A_folder_that_cannot_be_written_is_explained_and_works_as_soon_as_it_can()
    {
        var folder = Path.Combine(Folder, "data");
        await File.WriteAllTextAsync(folder, "a file stands in the way");
        var store = Open(options => options.Path = Path.Combine(folder, "sessions.db"));

        var onWrite = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.AddMessageAsync("a", "user", "one"));
        var onRead = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.GetChatHistoryAsync("a"));
        File.Delete(folder);
        await store.AddMessageAsync("a", "user", "two");

        Assert.All([onWrite, onRead], static failure => Assert.Contains("Sessions:Sqlite:Path", failure.Message, StringComparison.Ordinal));
        Assert.All([onWrite, onRead], static failure => Assert.NotNull(failure.InnerException));
        Assert.Equal("two", Assert.Single(await store.GetChatHistoryAsync("a")).Content);
    }

    [Fact]
    public async Task A_path_that_is_a_folder_is_explained()
    {
        Directory.CreateDirectory(Database);

        var failure = await Assert.ThrowsAsync<SessionStoreException>(async () => await Open().AddMessageAsync("a", "user", "one"));

        Assert.Contains(Database, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_explained_and_the_store_goes_on_when_there_is_space()
    {
        var store = Open(static options => options.MaxPages = 100);
        var stored = 0;
        var failure = await Assert.ThrowsAsync<SessionStoreException>(async () =>
        {
            for (; stored < 1_000; stored++) await store.AddMessageAsync("big", "user", new string('x', 2_000));
        });
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTransient);
        Assert.IsType<SqliteException>(failure.InnerException);
        Assert.Equal(stored, (await store.GetChatHistoryAsync("big")).Count);

        await store.DeleteSessionAsync("big");

        Assert.True(await store.AddMessageAsync("a", "user", "small"));
        Assert.Equal("small", Assert.Single(await store.GetChatHistoryAsync("a")).Content);
    }

    [Fact]
    public async Task A_full_disk_fails_every_write_that_waits_and_half_writes_none()
    {
        var store = Open(static options => options.MaxPages = 60);

        var writes = await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(() => TryAsync(store, $"{number}"))));

        Assert.Contains(false, writes);
        for (var number = 0; number < writes.Length; number++)
            Assert.Equal(writes[number] ? 3 : 0, (await store.GetChatHistoryAsync($"{number}")).Count);
    }

    [Fact]
    public async Task A_damaged_row_is_explained()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "one", MessageMetadata.Empty.With("x", "y"));
        Execute("UPDATE message SET tool_calls='{'");

        var failure = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.GetChatHistoryAsync("a"));

        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
        Assert.Contains("`repair`", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_with_damaged_data_is_left_out_of_the_list()
    {
        var store = Open();
        await store.AddMessageAsync("good", "user", "one");
        await store.AddMessageAsync("bad", "user", "one");
        Execute("UPDATE session SET count=1000000000000 WHERE id='bad'");

        Assert.Equal(["good"], (await ListAsync(store)).Select(static session => session.Id));
    }

    [Fact]
    public async Task Metadata_that_are_no_JSON_are_shown_as_text()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "one", MessageMetadata.Empty.With("x", "y"));
        await store.UpdateSessionAsync("a", new SessionChange { Metadata = MessageMetadata.Empty.With("x", "y") });
        Execute("UPDATE session_metadata SET metadata='{'; UPDATE message SET metadata='[1]'");

        Assert.Equal("{", Assert.Single(Assert.Single(await ListAsync(store)).Metadata.Values).Value.GetString());
        Assert.Equal("[1]", Assert.Single(Assert.Single(await store.GetChatHistoryAsync("a")).Metadata.Values).Value.GetString());
    }

    private static async Task<List<SessionData>> ListAsync(SqliteSessionStore store)
    {
        var listed = new List<SessionData>();
        await foreach (var session in store.ListSessionsAsync()) listed.Add(session);
        return listed;
    }

    private static async Task<bool> TryAsync(SqliteSessionStore store, string session)
    {
        try
        {
            var messages = Enumerable.Range(0, 3).Select(static _ => new SessionMessage("user", new string('x', 2_000))).ToArray();
            return (await store.WriteTurnAsync(new TurnWrite(session) { Messages = messages })).Status == TurnWriteStatus.Written;
        }
        catch (SessionStoreException full) when (full.IsTransient)
        {
            return false;
        }
    }
}
