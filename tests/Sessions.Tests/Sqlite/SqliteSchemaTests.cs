using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteSchemaTests : SqliteFolderTests
{
    [Fact]
    public async Task A_file_of_the_first_version_becomes_a_current_one_with_everything_in_it()
    {
        CreateFirstVersion();
        var store = Open();

        Assert.Equal(["one", "two"], (await store.GetChatHistoryAsync("a")).Select(static message => message.Content));
        Assert.Equal(1, (await store.SearchAsync(new SearchQuery("two") { SessionId = "a" }))[0].MessageIndex);
        await store.AddMessageAsync("a", "user", new string('x', 100_000));

        Assert.Equal((Schema.Current, 1), (Number("PRAGMA user_version"), Number("SELECT count(*) FROM body")));
        Assert.Equal(3, (await store.GetWindowAsync("a", new WindowRequest())).Messages.Count);
    }

    [Fact]
    public async Task Whose_values_forks_hold_is_still_known_of_a_file_of_the_sixth_version()
    {
        CreateFirstVersion();
        using (var connection = Connection.Open(Database, TimeSpan.FromSeconds(30)))
        {
            Schema.Upgrade(connection, [SchemaVersion1.Script, SchemaVersion2.Script, SchemaVersion3.Script, SchemaVersion4.Script, SchemaVersion5.Script, SchemaVersion6.Script]);
            connection.Execute("""
                UPDATE session SET user_id='u' WHERE id='a';
                INSERT INTO session(sid, id, seg, head, count, tok, open_grp, version, created_at, updated_at, user_id, parent, forked_at) VALUES(2, 'f', 2, 0, 0, 0, -1, 1, 1, 1, 'v', 1, -1);
                INSERT INTO segment(seg, parent_seg, base_pos, sid) VALUES(2, 0, -1, 2);
                INSERT INTO fork_state(sid, key, value, from_sid) VALUES(2, 'key', '"secret"', 1);
                INSERT INTO state(scope, owner, key, ver, changed_at, value) VALUES('session', 'f', 'key', 1, 1, '"secret"'), ('session', 'f', 'own', 1, 1, '"own"');
                """);
        }

        var store = Open();
        await store.EraseUserAsync("u");

        Assert.Equal(["own"], (await store.ListStateAsync(StateScope.Session("f"))).Keys);
        Assert.False(IsInAnyFile("secret"));
        Assert.Empty(await store.CheckIntegrityAsync());
    }

    [Fact]
    public async Task What_was_indexed_before_the_tenth_version_is_found_as_well_and_can_be_erased()
    {
        CreateFirstVersion();
        using (var connection = Connection.Open(Database, TimeSpan.FromSeconds(30)))
        {
            connection.Execute("UPDATE message SET content='我用Python写代码' WHERE mid=2; UPDATE session SET user_id='u'");
            Schema.Upgrade(connection, Schema.Before(10));
            connection.Execute("INSERT INTO message_words(rowid, content) SELECT mid, content FROM spoken; INSERT INTO counter(name, value) VALUES('indexed', 2)");
        }

        var store = Open();

        Assert.Equal(1, Assert.Single(await store.SearchAsync(new SearchQuery("python") { SessionId = "a" })).MessageIndex);
        await store.EraseUserAsync("u");
        foreach (var word in new[] { "python", "Python", "代码" }) Assert.False(IsInAnyFile(word));
        Assert.Empty(await store.CheckIntegrityAsync());
    }

    [Fact]
    public async Task Many_stores_that_upgrade_a_file_at_once_all_work()
    {
        CreateFirstVersion();
        var stores = Enumerable.Range(0, 6).Select(_ => Open()).ToArray();

        await Task.WhenAll(stores.Select(store => Task.Run(async () => await store.AddMessageAsync("a", "user", "more"))));

        Assert.Equal(8, (await stores[0].GetChatHistoryAsync("a")).Count);
    }

    [Fact]
    public void A_script_that_fails_leaves_the_file_at_the_version_it_had()
    {
        CreateFirstVersion();
        using var connection = Connection.Open(Database, TimeSpan.FromSeconds(30));

        Assert.ThrowsAny<Exception>(() => Schema.Upgrade(connection, [SchemaVersion1.Script, "CREATE TABLE new(x)", "CREATE TABLE session(x)"]));

        Assert.Equal((1, 0), (connection.Number("PRAGMA user_version"), connection.Number("SELECT count(*) FROM sqlite_master WHERE name='new'")));
    }

    private void CreateFirstVersion()
    {
        PrivateFile.CreateIfMissing(Database);
        using var connection = Connection.Open(Database, TimeSpan.FromSeconds(30));
        connection.Execute("PRAGMA journal_mode=WAL");
        Schema.Upgrade(connection, [SchemaVersion1.Script]);
        connection.Execute("""
            INSERT INTO session(id, seg, head, count, tok, open_grp, version, created_at, updated_at) VALUES('a', 1, 2, 2, 10, -1, 2, 1, 1);
            INSERT INTO segment(seg, parent_seg, base_pos) VALUES(1, 0, -1);
            INSERT INTO message(mid, prev, jump, seg, pos, grp, jump_grp, tok_before, ts, role, content)
                VALUES(1, 0, 0, 1, 0, 0, 0, 0, 1, 'user', 'one'), (2, 1, 1, 1, 1, 1, 1, 5, 2, 'assistant', 'two');
            INSERT INTO message_words(rowid, content) SELECT mid, content FROM message;
            INSERT INTO counter(name, value) VALUES('indexed', 2);
            """);
    }
}
