using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Json;

/// <summary>Living with other programs in one folder: shared names, compaction, deletion without a lock.</summary>
public sealed class JsonNeighboursTests : IDisposable
{
    private readonly JsonFolder _folder = new();

    [Fact]
    public async Task Ids_that_would_share_a_file_get_one_each()
    {
        using var store = _folder.Open();

        await store.AddAsync("user:1", "mine");
        await store.AddAsync("user/1", "yours");

        Assert.Equal(["mine"], await store.ContentsAsync("user:1"));
        Assert.Equal(["yours"], await store.ContentsAsync("user/1"));
        Assert.Equal("user:1", _folder.ReadObject("user_1.json")["session_id"]!.GetValue<string>());
        Assert.Equal(2, _folder.SessionFiles().Count());
    }

    [Fact]
    public async Task A_newcomer_keeps_its_name_when_the_first_one_leaves()
    {
        using var store = _folder.Open();
        await store.AddAsync("user:1", "mine");
        await store.AddAsync("user/1", "yours");

        await store.DeleteSessionAsync("user:1");
        await store.AddAsync("user/1", "more");
        await store.AddAsync("user:1", "back");

        Assert.Equal(["yours", "more"], await store.ContentsAsync("user/1"));
        Assert.Equal(["back"], await store.ContentsAsync("user:1"));
        Assert.Equal(2, _folder.SessionFiles().Count());
    }

    [Fact]
    public async Task A_session_of_another_program_is_found_by_its_id()
    {
        _folder.Write("user_1.json", """{"session_id":"user:1","messages":[{"role":"user","content":"theirs"}]}""");
        using var store = _folder.Open();

        Assert.Equal(["theirs"], await store.ContentsAsync("user:1"));
        Assert.False(await store.SessionExistsAsync("user_1"));
        await store.AddAsync("user_1", "other");

        Assert.Equal(["theirs"], await store.ContentsAsync("user:1"));
        Assert.Equal(["other"], await store.ContentsAsync("user_1"));
    }

    [Fact]
    public async Task Many_ids_that_would_share_a_file_created_at_once_get_one_each()
    {
        using var first = _folder.Open();
        using var second = _folder.Open();
        string[] ids = ["x:1", "x/1", "x.1", "x 1", "x*1", "x?1", "x+1", "x=1"];

        await Task.WhenAll(ids.Select((id, index) => Task.Run(() => (index % 2 == 0 ? first : second).AddAsync(id, id))));

        foreach (var id in ids) Assert.Equal([id], await first.ContentsAsync(id));
        Assert.Equal(ids.Length, _folder.SessionFiles().Count());
    }

    [Fact]
    public async Task No_id_leads_out_of_the_folder()
    {
        using var store = _folder.Open(options => options.Directory = _folder.Path("inner"));
        foreach (var id in new[] { "../outside", "..", "/etc/x", "a/../../b", "..\\c", "C:\\d", "\0/../e" }) await store.AddAsync(id, "text");

        Assert.Empty(_folder.Names());
        Assert.Equal(7, Directory.EnumerateFiles(_folder.Path("inner"), "*.json").Count());
    }

    [Fact]
    public async Task A_file_deleted_by_another_program_is_not_brought_back()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "old");
        var version = await store.VersionAsync("a");
        File.Delete(_folder.Path("a.json"));

        Assert.False(await store.SessionExistsAsync("a"));
        Assert.Empty(await store.ContentsAsync("a"));
        Assert.Equal(TurnWriteStatus.VersionConflict, (await store.Require<ITurnLog>().WriteTurnAsync(new TurnWrite("a") { Messages = [new("user", "x")], ExpectedVersion = version })).Status);

        await store.AddAsync("a", "new");

        Assert.Equal(["new"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task A_change_by_another_program_changes_the_version()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "one");
        var before = await store.VersionAsync("a");

        _folder.Write("a.json", _folder.Read("a.json").Replace("2026-01-01T00:00:00.000000+00:00\",\"agent", "2026-01-01T00:00:05.000000+00:00\",\"agent", StringComparison.Ordinal)
            .Replace("\"one\"", "\"changed\"", StringComparison.Ordinal));
        var theirs = await store.VersionAsync("a");
        await store.AddAsync("a", "two");

        Assert.True(theirs > before);
        Assert.True(await store.VersionAsync("a") > theirs);
        Assert.Equal(["changed", "two"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task Everything_is_kept_by_default()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", [.. Enumerable.Range(0, 130).Select(static number => $"{number}")]);

        Assert.Equal(130, _folder.ReadObject("a.json")["messages"]!.AsArray().Count);
        Assert.Equal(["128", "129"], await store.ContentsAsync("a", 2));
    }

    [Fact]
    public async Task Asked_to_keep_a_number_of_messages_the_store_erases_the_oldest()
    {
        using var store = _folder.Open(static options => options.MaxMessages = 3);

        await store.AddAsync("a", "1", "2", "3", "4", "5");
        await store.Require<ITurnLog>().WriteTurnAsync(new TurnWrite("a") { Messages = [new("user", "6"), new("user", "7")] });

        Assert.Equal(["5", "6", "7"], await store.ContentsAsync("a"));
        Assert.Equal(3, _folder.ReadObject("a.json")["messages"]!.AsArray().Count);
    }

    [Fact]
    public async Task Trimming_never_cuts_between_a_call_and_its_result()
    {
        using var store = _folder.Open(static options => options.MaxMessages = 3);

        await store.AddAsync("a", Text("1"), ToolMessages.Call("c"), ToolMessages.Result("c"), Text("2"), Text("3"));

        Assert.Equal(["2", "3"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task A_group_longer_than_the_limit_stays_whole()
    {
        using var store = _folder.Open(static options => options.MaxMessages = 2);

        await store.AddAsync("a", Text("1"), ToolMessages.Call("c", "d"), ToolMessages.Result("c"), ToolMessages.Result("d"));

        Assert.Equal(["calling", "result of c", "result of d"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task A_summary_another_program_put_in_front_stays_in_front()
    {
        _folder.Write("a.json", """{"session_id":"a","messages":[{"role":"system","content":"summary","metadata":{"compaction":{"removed":80}}},{"role":"user","content":"1"},{"role":"user","content":"2"}]}""");
        using var store = _folder.Open(static options => options.MaxMessages = 2);

        await store.AddAsync("a", "3", "4");

        Assert.Equal(["summary", "3", "4"], await store.ContentsAsync("a"));
        Assert.Contains("""{"role":"system","content":"summary","metadata":{"compaction":{"removed":80}}}""", _folder.Read("a.json"), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static SessionMessage Text(string content) => new("user", content);
}
