using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Tests.Conditions;

namespace Bots.Sessions.Tests.Json;

/// <summary>Disks that are full, folders that cannot be written, writers that crashed: clear errors, nothing half written, and it recovers.</summary>
public sealed class JsonFailureTests : IDisposable
{
    private readonly JsonFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_that_goes_while_it_is_in_use_is_waited_for_and_no_other_one_is_made(bool mountPointStays)
    {
        var (there, away) = (_folder.Path("store"), _folder.Path("away"));
        using var store = _folder.Open(options => options.Directory = there);
        var inbox = store.Require<IInbox>();
        await store.AddAsync("a", "before");
        await inbox.AcceptOneAsync(new InboxMessage("telegram", "1", "a", "text"), "host");
        await store.Require<ISessionAliases>().SetAsync("key", "a");
        Directory.Move(there, away);
        if (mountPointStays) Directory.CreateDirectory(there);

        Func<Task>[] calls =
        [
            async () => await store.AddMessageAsync("a", "user", "lost"), async () => await store.GetChatHistoryAsync("a"), async () => await store.SessionExistsAsync("b"),
            async () => await inbox.AcceptAsync([new InboxMessage("telegram", "2", "a", "text")], "host"), async () => await inbox.ClaimAsync("host", TimeSpan.FromMinutes(1)),
            async () => await store.Require<ISessionAliases>().ResolveAsync("key"), async () => await store.Require<IMemoryStore>().ListMemoriesAsync("someone"),
        ];
        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<SessionStoreException>(call);
            Assert.True(error is { IsTransient: true, Key: null });
            Assert.Contains("Put it back", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(mountPointStays, Directory.Exists(there));
        if (mountPointStays) Directory.Delete(there);
        Directory.Move(away, there);
        await store.AddAsync("a", "after");
        Assert.Equal(["before", "after"], await store.ContentsAsync("a"));
        Assert.Equal("a", await store.Require<ISessionAliases>().ResolveAsync("key"));
        Assert.Single(await inbox.ListAsync(InboxState.Open));
    }

    [Fact]
    public async Task No_two_folders_give_out_the_same_ids()
    {
        async Task<long> AcceptAsync(string folder) =>
            (await _folder.Open(options => options.Directory = _folder.Path(folder)).Require<IInbox>().AcceptAsync([new InboxMessage("telegram", Guid.NewGuid().ToString("N"), "a", "text")], "host"))[0]!.Id;

        var first = await AcceptAsync("one");
        var start = TimeProvider.System.GetTimestamp();
        SpinWait.SpinUntil(() => TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMilliseconds(5));

        Assert.NotEqual(first, await AcceptAsync("other"));
        Assert.Equal(first + 1, await AcceptAsync("one"));
    }

    [FullDiskFact]
    public async Task A_full_disk_is_said_so_and_writing_goes_on_once_there_is_room()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "one");
        FillUp("a.json" + PrivateFile.TemporaryEnding);

        var error = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.AddMessageAsync("a", "user", "two"));

        Assert.IsAssignableFrom<IOException>(error.InnerException);
        Assert.Equal(("a", true), (error.Key, error.IsTransient));
        Assert.Contains("The disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(["one"], await store.ContentsAsync("a"));
        await store.AddAsync("a", "three");
        Assert.Equal(["one", "three"], await store.ContentsAsync("a"));
    }

    [FullDiskFact]
    public async Task A_journal_on_a_full_disk_loses_nothing_and_goes_on_once_there_is_room()
    {
        using var store = _folder.Open();
        var inbox = store.Require<IInbox>();
        await inbox.AcceptOneAsync(new InboxMessage("telegram", "1", "a", "text"), "host");
        File.Move(_folder.Journal, _folder.Journal + ".real");
        FillUp(".bots/delivery.journal");

        var error = await Assert.ThrowsAsync<SessionStoreException>(async () => await inbox.AcceptAsync([new InboxMessage("telegram", "2", "a", "text")], "host"));
        File.Move(_folder.Journal + ".real", _folder.Journal, overwrite: true);

        Assert.True(error.IsTransient);
        Assert.Contains("The disk is full", error.Message, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(await inbox.AcceptAsync([new InboxMessage("telegram", "2", "a", "text")], "host")));
        Assert.Equal(["1", "2"], (await inbox.ListAsync(InboxState.Open)).Select(static entry => entry.Message.DedupeId));
    }

    [FullDiskFact]
    public async Task A_turn_whose_file_finds_no_room_is_durable_all_the_same()
    {
        using var store = _folder.Open();
        var entry = await store.Require<IInbox>().BeginOneAsync(new InboxMessage("telegram", "1", "a", "text"), "host");
        await store.AddAsync("a", "before");
        FillUp("a.json" + PrivateFile.TemporaryEnding);

        var result = await store.Require<ITurnLog>().WriteTurnAsync(new TurnWrite("a") { Messages = [new("user", "ask")], Completes = [entry.Claim], TurnId = "t" });

        Assert.Equal(TurnWriteStatus.Written, result.Status);
        Assert.Single(_folder.ReadObject("a.json")["messages"]!.AsArray());
        Assert.Equal(["before", "ask"], await store.ContentsAsync("a"));
        Assert.Equal(result.Version, await store.VersionAsync("a"));
        Assert.Contains(_folder.Log.Entries, static logged => logged.Text.Contains("durable in the journal", StringComparison.Ordinal));

        await store.AddAsync("a", "after");

        Assert.Equal(3, _folder.ReadObject("a.json")["messages"]!.AsArray().Count);
        Assert.Equal(["before", "ask", "after"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_said_so()
    {
        _folder.Write("taken", "");
        using var store = _folder.Open(options => options.Directory = _folder.Path("taken"));

        var error = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.AddMessageAsync("a", "user", "text"));

        Assert.NotNull(error.InnerException);
        Assert.Contains("Sessions:Json:Directory", error.Message, StringComparison.Ordinal);
        Assert.Empty(await store.GetChatHistoryAsync("a"));
    }

    [Fact]
    public async Task A_file_that_may_not_be_written_is_said_so_and_the_rest_works()
    {
        using var store = _folder.Open();
        Directory.CreateDirectory(_folder.Path("a.json.lock"));

        var error = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.AddMessageAsync("a", "user", "text"));
        await store.AddAsync("b", "works");

        Assert.IsType<UnauthorizedAccessException>(error.InnerException);
        Assert.Contains("may not write there", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [OrdinaryUserFact]
    public async Task A_read_only_folder_can_be_read_and_says_why_it_is_not_written()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "one");
        SetMode(UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            using var reader = _folder.Open();
            Assert.Equal(["one"], await reader.ContentsAsync("a"));
            await Assert.ThrowsAsync<SessionStoreException>(async () => await reader.AddMessageAsync("a", "user", "two"));
            await Assert.ThrowsAsync<SessionStoreException>(async () => await reader.AddMessageAsync("new", "user", "two"));
        }
        finally
        {
            SetMode(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await store.AddAsync("a", "two");
        Assert.Equal(["one", "two"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task What_a_crashed_writer_left_half_written_is_collected_at_the_next_start()
    {
        using (var store = _folder.Open()) await store.AddAsync("a", "one");
        _folder.Write("a.json" + PrivateFile.TemporaryEnding, "{\"session_id\":\"a\",\"mess");
        _folder.Write("theirs.py-tmp", "not ours");

        using var next = _folder.Open();
        await next.ContentsAsync("a");

        Assert.Equal(["a.json", "a.json.lock", "theirs.py-tmp"], _folder.Names());
    }

    [Fact]
    public async Task What_another_writer_is_writing_now_is_left_alone()
    {
        _folder.Write("a.json" + PrivateFile.TemporaryEnding, "in the making");
        using var writer = await FileLock.TryTakeAsync(_folder.Path("a.json.lock"), TimeSpan.FromSeconds(5), default);

        using var store = _folder.Open();
        await store.ContentsAsync("b");

        Assert.Equal("in the making", _folder.Read("a.json" + PrivateFile.TemporaryEnding));
    }

    [Fact]
    public void Opening_a_store_touches_nothing()
    {
        using var store = new JsonSessionStore(new JsonSessionOptions { Directory = _folder.Path("new") });

        Assert.False(Directory.Exists(_folder.Path("new")));
    }

    public void Dispose() => _folder.Dispose();

    private void SetMode(UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Root, mode);
    }

    private void FillUp(string name) => File.CreateSymbolicLink(_folder.Path(name), "/dev/full");
}
