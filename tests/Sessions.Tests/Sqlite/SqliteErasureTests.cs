using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteErasureTests : SqliteFolderTests
{
    [Fact]
    public async Task An_undo_erases_the_rows_that_no_history_reaches()
    {
        var store = Open();
        await AddAsync(store, "a", 100);

        for (var keep = 99; keep >= 0; keep -= 9)
        {
            await store.WriteTurnAsync(new TurnWrite("a") { KeepMessages = keep, Messages = [new("user", "new")] });

            var expected = Enumerable.Range(0, keep).Select(static number => $"{number}").Append("new");
            Assert.Equal(expected, (await store.GetChatHistoryAsync("a")).Select(static message => message.Content));
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

    private static async Task AddAsync(SqliteSessionStore store, string session, int count)
    {
        for (var number = 0; number < count; number++) await store.AddMessageAsync(session, "user", $"{number}");
    }
}
