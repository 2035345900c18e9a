using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Tests.Json;

/// <summary>What can be wrong with the files of a store, and a restore that is interrupted.</summary>
public sealed class JsonUpkeepTests : IDisposable
{
    private readonly JsonFolder _folder = new();
    private readonly TemporaryFolder _copies = new(inMemory: true);

    [Fact]
    public async Task A_damaged_file_is_named_and_its_messages_are_saved()
    {
        var store = await OpenFilledAsync();
        _folder.Write("a.json", _folder.Read("a.json")[..^120]);
        var before = _folder.Read("a.json");

        var problem = Assert.Single(await CheckAsync(store));
        Assert.Equal((IntegrityProblemKind.Unreadable, "a"), (problem.Kind, problem.SessionId));
        Assert.Equal([problem], await store.Require<IStoreIntegrity>().RepairAsync(dryRun: true));
        Assert.Equal(before, _folder.Read("a.json"));
        Assert.Equal([problem], await store.Require<IStoreIntegrity>().RepairAsync());

        Assert.Empty(await CheckAsync(store));
        Assert.Equal(["0", "1"], (await store.GetChatHistoryAsync("a")).Select(static message => message.Content));
        Assert.Contains(_folder.Names(), static name => name.StartsWith("a.json.corrupt-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fork_whose_file_cannot_be_written_leaves_no_name_of_it()
    {
        await OpenFilledAsync();
        var store = _folder.Open(static options => options.LockTimeout = TimeSpan.FromMilliseconds(100));
        using (await FileLock.TryTakeAsync(_folder.Path("c.json.lock"), TimeSpan.FromMinutes(1), default))
            await Assert.ThrowsAsync<SessionStoreException>(() => store.Require<ISessionBranching>().ForkSessionAsync("a", sessionId: "c").AsTask());

        Assert.DoesNotContain("\"c\"", _folder.Read("a.json"), StringComparison.Ordinal);
        Assert.Empty(await CheckAsync(store));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("c")]
    [InlineData("d")]
    public async Task What_a_writer_began_that_was_killed_between_two_files_is_finished_by_the_next(string killed)
    {
        using (var first = await OpenFilledAsync())
        {
            var trees = first.Require<ISessionBranching>();
            foreach (var (parent, child) in new[] { ("a", "b"), ("b", "c"), ("c", "d") }) await trees.ForkSessionAsync(parent, sessionId: child);
            await first.Require<ISessionCatalog>().UpdateSessionAsync("c", new() { UserId = "other" });
        }

        var outline = SessionTreeChanges.Outline(SessionDocument.TryRead(File.ReadAllBytes(_folder.Path($"{killed}.json")))!, killed);
        File.WriteAllBytes(_folder.Path(".bots/trees.lock"), outline.Bytes);
        File.Delete(_folder.Path($"{killed}.json"));
        var store = _folder.Open();

        Assert.Empty(await CheckAsync(store));
        foreach (var rest in _folder.SessionFiles())
        {
            var session = _folder.ReadObject(rest);
            Assert.DoesNotContain(killed, session["children_ids"]?.AsArray().Select(static one => one!.GetValue<string>()) ?? []);
            Assert.NotEqual(killed, session["parent_id"]?.GetValue<string>());
        }

        if (killed == "c") Assert.Contains(TakenOverNotes.Read(SessionDocument.TryRead(File.ReadAllBytes(_folder.Path("d.json")))!), static note => note is { Session: "c", User: "other" });
        Assert.Equal(0, new FileInfo(_folder.Path(".bots/trees.lock")).Length);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "b")]
    [InlineData("a", "b", "c")]
    public async Task Sessions_that_stand_below_each_other_in_a_circle_are_named_once_and_the_first_becomes_a_root(params string[] circle)
    {
        var store = await OpenFilledAsync();
        await store.Require<ISessionBranching>().ForkSessionAsync("a", sessionId: "b");
        await store.Require<ISessionBranching>().ForkSessionAsync("b", sessionId: "c");
        var (root, top) = (_folder.ReadObject("a.json"), circle[^1]);
        root["parent_id"] = top;
        if (top == "a") root["children_ids"]!.AsArray().Add("a");
        _folder.Write("a.json", root.ToJsonString());
        if (top != "a")
        {
            var last = _folder.ReadObject($"{top}.json");
            last["children_ids"] = new JsonArray([.. last["children_ids"] is JsonArray below ? below.Select(static one => JsonValue.Create(one!.GetValue<string>())) : [], JsonValue.Create("a")]);
            _folder.Write($"{top}.json", last.ToJsonString());
        }

        var problems = await CheckAsync(store);
        var planned = await store.Require<IStoreIntegrity>().RepairAsync(dryRun: true);
        var mended = await store.Require<IStoreIntegrity>().RepairAsync();

        Assert.Equal(["a", top], problems.Select(static problem => problem.SessionId));
        Assert.Contains("in a circle", problems[0].Detail, StringComparison.Ordinal);
        Assert.Equal(problems, planned);
        Assert.Equal(problems, mended);
        Assert.Empty(await CheckAsync(store));
        Assert.Equal((null, "a", "b"), ((await FamilyAsync("a")).ParentId, (await FamilyAsync("b")).ParentId, (await FamilyAsync("c")).ParentId));

        async Task<SessionFamily> FamilyAsync(string id) => (await store.Require<ISessionBranching>().GetFamilyAsync(id))!;
    }

    [Fact]
    public async Task Times_that_cannot_be_read_are_named_and_left_as_they_are()
    {
        var store = await OpenFilledAsync();
        var document = _folder.ReadObject("a.json");
        document["created_at"] = "the other day";
        document["updated_at"] = 17;
        document["messages"]![0]!["timestamp"] = "soon";
        document["messages"]![1]!["timestamp"] = 1e300;
        _folder.Write("a.json", document.ToJsonString());

        var problems = await CheckAsync(store);

        Assert.Equal(3, problems.Count);
        Assert.All(problems, static problem => Assert.Equal((IntegrityProblemKind.Changed, "a", null), (problem.Kind, problem.SessionId, problem.Remedy)));
        Assert.Contains("2 messages", problems[2].Detail, StringComparison.Ordinal);
        Assert.Empty(await store.Require<IStoreIntegrity>().RepairAsync());
        Assert.Equal(document.ToJsonString(), _folder.Read("a.json"));
    }

    [Fact]
    public async Task An_export_counts_the_files_that_nothing_is_read_from()
    {
        var store = await OpenFilledAsync();
        File.Copy(_folder.Path("a.json"), _folder.Path("a (copy).json"));
        _folder.Write("odd name.json", """{"session_id":"elsewhere","messages":[]}""");

        var report = await Bots.Sessions.Transfer.SessionTransfer.ExportAsync(store, Stream.Null);
        var before = report.FilesLeftOut;
        File.Delete(_folder.Path("a (copy).json"));
        File.Move(_folder.Path("odd name.json"), _folder.Path("elsewhere.json"));
        var after = await Bots.Sessions.Transfer.SessionTransfer.ExportAsync(store, Stream.Null);

        Assert.Equal((2, 0, 1), (before, after.FilesLeftOut, after.Sessions - report.Sessions));
    }

    [Fact]
    public async Task What_points_at_nothing_is_named_and_taken_out()
    {
        var store = await OpenFilledAsync();
        await store.Require<ISessionCheckpoints>().CreateCheckpointAsync("a", "mark");
        var fork = await store.Require<ISessionBranching>().ForkSessionAsync("a", sessionId: "b");
        var document = _folder.ReadObject("a.json");
        document["snapshots"]!.AsArray().Add(new JsonObject { ["id"] = "theirs", ["message_index"] = 99, ["created_at"] = 0 });
        document["children_ids"]!.AsArray().Add("ghost");
        _folder.Write("a.json", document.ToJsonString());
        var child = _folder.ReadObject("b.json");
        child["parent_id"] = "nobody";
        _folder.Write("b.json", child.ToJsonString());

        var problems = await CheckAsync(store);
        Assert.All(problems, static problem => Assert.Equal(IntegrityProblemKind.DanglingSegment, problem.Kind));
        Assert.Equal(["a", "a", "a", "b"], problems.Select(static problem => problem.SessionId));
        Assert.Equal(4, (await store.Require<IStoreIntegrity>().RepairAsync()).Count);

        Assert.Empty(await CheckAsync(store));
        Assert.Equal("mark", Assert.Single(await store.Require<ISessionCheckpoints>().ListCheckpointsAsync("a")).Label);
        Assert.Equal(2, (await store.GetChatHistoryAsync(fork)).Count);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public async Task A_version_that_ends_at_a_message_which_was_damaged_can_be_restored_after_a_repair(int damaged, bool hasRest)
    {
        var (store, time) = (_folder.Open(), _folder.Clock);
        await AddAsync("0", "1", "2", "3");
        if (hasRest)
        {
            await store.Require<ISessionVersions>().SaveVersionAsync("v", "four");
            await store.Require<ISessionCheckpoints>().RevertToMessageAsync("v", 1);
        }
        else
        {
            await store.Require<ISessionCheckpoints>().RevertToMessageAsync("v", 1);
            await store.Require<ISessionVersions>().SaveVersionAsync("v", "two");
            foreach (var undo in await store.Require<ISessionCheckpoints>().ListCheckpointsAsync("v"))
                if (undo.Kind == CheckpointKind.Undo) await store.Require<ISessionCheckpoints>().DeleteCheckpointAsync("v", undo.Id);
        }

        await AddAsync("later");
        var document = _folder.ReadObject("v.json");
        document["messages"]![damaged]!["content"] = "1?";
        _folder.Write("v.json", document.ToJsonString());
        Assert.Empty(await store.Require<ISessionVersions>().ListVersionsAsync("v"));

        var problems = await CheckAsync(store);
        Assert.Equal(problems, await store.Require<IStoreIntegrity>().RepairAsync(dryRun: true));
        Assert.Equal(problems, await store.Require<IStoreIntegrity>().RepairAsync());

        Assert.All(problems, static problem => Assert.Contains("was changed since", problem.Detail, StringComparison.Ordinal));
        Assert.Empty(await CheckAsync(store));
        Assert.True(await store.Require<ISessionVersions>().RestoreVersionAsync("v", 1));
        Assert.Equal(hasRest ? ["0", "1?", "2", "3"] : ["0", "1?"], (await store.GetChatHistoryAsync("v")).Select(static message => message.Content));

        async Task AddAsync(params string[] texts)
        {
            foreach (var text in texts)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await store.AddMessageAsync("v", "user", text);
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_checkpoint_whose_message_another_program_removed_is_placed_at_no_other()
    {
        var (store, time) = (_folder.Open(), _folder.Clock);
        for (var number = 0; number < 4; number++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await store.AddMessageAsync("v", "user", $"{number}");
            if (number == 1) await store.Require<ISessionVersions>().SaveVersionAsync("v", "two");
        }

        var document = _folder.ReadObject("v.json");
        document["messages"]!.AsArray().RemoveAt(1);
        _folder.Write("v.json", document.ToJsonString());

        Assert.Contains("not there any more", Assert.Single(await CheckAsync(store)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_that_are_no_messages_and_files_that_nobody_reads_are_named()
    {
        var store = await OpenFilledAsync();
        var document = _folder.ReadObject("a.json");
        document["messages"]!.AsArray().Add(null);
        _folder.Write("a.json", document.ToJsonString());
        _folder.Write("other.json", document.ToJsonString());

        Assert.Equal([(IntegrityProblemKind.Orphan, "a"), (IntegrityProblemKind.Gap, "a")], (await CheckAsync(store)).Select(static problem => (problem.Kind, problem.SessionId)));
        Assert.Empty(await store.Require<IStoreIntegrity>().RepairAsync());
    }

    [Fact]
    public async Task Half_written_files_are_named_and_deleted_unless_somebody_writes_them_now()
    {
        var store = await OpenFilledAsync();
        _folder.Write("a.json.bots-tmp", "half");
        _folder.Write("b.json.bots-tmp", "half");
        using (new FileStream(_folder.Path("b.json.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(IntegrityProblemKind.Orphan, Assert.Single(await CheckAsync(store)).Kind);
            Assert.Single(await store.Require<IStoreIntegrity>().RepairAsync());
        }

        Assert.Equal(["b.json.bots-tmp"], _folder.Names().Where(static name => name.EndsWith("-tmp", StringComparison.Ordinal)));
        Assert.Single(await CheckAsync(store));
    }

    [Fact]
    public async Task Damaged_state_and_a_damaged_journal_are_named()
    {
        var store = await OpenFilledAsync();
        await store.Require<ISessionState>().IncrementStateAsync(StateScope.App, "key");
        await store.Require<IInbox>().AcceptAsync([new InboxMessage("bot", "1", "a", "text")], "host");
        _folder.Write(".bots/state/app.json", "{");
        File.AppendAllText(_folder.Journal, "no line\n");

        var problems = await CheckAsync(store);

        Assert.All(problems, static problem => Assert.Equal((IntegrityProblemKind.Unreadable, null), (problem.Kind, problem.SessionId)));
        Assert.InRange(problems.Count, 1, 2);
        Assert.Contains(problems, static problem => problem.Detail.Contains("app.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_stands_whole_in_damaged_values_and_memories_is_kept_and_the_rest_set_aside_until_the_user_is_erased()
    {
        var store = await OpenFilledAsync();
        foreach (var key in new[] { "first", "second", "third" })
        {
            await store.Require<ISessionState>().SetStateAsync(StateScope.User("u"), key, JsonSerializer.SerializeToElement($"{key} value"));
            await store.Require<IMemoryStore>().SaveMemoryAsync("u", new($"{key} memory"));
        }

        foreach (var file in Directory.GetFiles(Path.Combine(_folder.Root, ".bots"), "user-*.json", SearchOption.AllDirectories)) File.WriteAllBytes(file, File.ReadAllBytes(file)[..^40]);
        Assert.Contains("`repair`", (await Assert.ThrowsAsync<SessionStoreException>(() => store.Require<IMemoryStore>().ListMemoriesAsync("u").AsTask())).Message, StringComparison.Ordinal);

        Assert.Equal(2, (await store.Require<IStoreIntegrity>().RepairAsync()).Count);

        Assert.Empty(await CheckAsync(store));
        Assert.Equal(["first", "second"], (await store.Require<ISessionState>().ListStateAsync(StateScope.User("u"))).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["first memory", "second memory"], (await store.Require<IMemoryStore>().ListMemoriesAsync("u")).Select(static memory => memory.Content.Text));
        Assert.True(_folder.Holds("third"));
        await store.Require<ISessionRetention>().EraseUserAsync("u");
        foreach (var word in new[] { "first", "second", "third" }) Assert.False(_folder.Holds(word));
    }

    [Fact]
    public async Task A_users_damaged_values_are_erased_as_well()
    {
        var store = await OpenFilledAsync();
        await store.Require<ISessionState>().SetStateAsync(StateScope.User("u"), "secret", JsonSerializer.SerializeToElement(1));
        JsonFolder.TearValues(_folder.Root, "u");

        await store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.False(_folder.Holds("secret"));
    }

    [Fact]
    public async Task What_another_program_left_in_the_place_of_a_value_stays_readable_under_another_key()
    {
        var store = await OpenFilledAsync();
        await store.Require<ISessionState>().SetStateAsync(StateScope.Session("a"), "good", JsonSerializer.SerializeToElement(1));
        var document = _folder.ReadObject("a.json");
        document["metadata"]!["bots_state"]!["theirs"] = "no list of changes";
        _folder.Write("a.json", document.ToJsonString());

        await store.Require<ISessionState>().SetStateAsync(StateScope.Session("a"), "good", JsonSerializer.SerializeToElement(2));

        var values = await store.Require<ISessionState>().ListStateAsync(StateScope.Session("a"));
        Assert.Equal(["good=2", "theirs (unreadable)=no list of changes"], values.Select(static pair => $"{pair.Key}={pair.Value.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_restore_that_was_interrupted_is_finished_by_the_next_start()
    {
        var store = await OpenFilledAsync();
        await store.Require<IStoreBackup>().BackUpAsync(Path.Combine(_copies.Path, "copy"));
        await store.AddMessageAsync("a", "user", "later");
        await store.AddMessageAsync("new", "user", "later");

        // As if the host had died right after the copy got its name.
        Directory.Move(Path.Combine(_copies.Path, "copy"), _folder.Path(".bots/restored"));
        var next = _folder.Open();

        Assert.Equal(["0", "1"], (await next.GetChatHistoryAsync("a")).Select(static message => message.Content));
        Assert.False(await next.SessionExistsAsync("new"));
        Assert.False(Directory.Exists(_folder.Path(".bots/restored")));
        Assert.Empty(await CheckAsync(next));
    }

    [Fact]
    public async Task A_backup_with_one_file_less_or_of_a_newer_format_is_refused()
    {
        var store = await OpenFilledAsync();
        await store.AddMessageAsync("b", "user", "text");
        foreach (var name in new[] { "less", "newer" }) await store.Require<IStoreBackup>().BackUpAsync(Path.Combine(_copies.Path, name));
        File.Delete(Path.Combine(_copies.Path, "less", "b.json"));
        var marker = Path.Combine(_copies.Path, "newer", ".bots", "backup.json");
        File.WriteAllText(marker, File.ReadAllText(marker).Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal));

        foreach (var name in new[] { "less", "newer" })
            await Assert.ThrowsAsync<SessionStoreException>(() => store.Require<IStoreBackup>().RestoreAsync(Path.Combine(_copies.Path, name)).AsTask());
        Assert.True(await store.SessionExistsAsync("b"));
    }

    [Fact]
    public async Task A_backup_is_private_and_holds_what_other_programs_wrote()
    {
        var store = await OpenFilledAsync();
        var document = _folder.ReadObject("a.json");
        document["theirs"] = "kept";
        _folder.Write("a.json", document.ToJsonString());

        await store.Require<IStoreBackup>().BackUpAsync(Path.Combine(_copies.Path, "copy"));

        Assert.Equal(_folder.Read("a.json"), File.ReadAllText(Path.Combine(_copies.Path, "copy", "a.json")));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_copies.Path, "copy", "a.json")));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _copies.Dispose();
    }

    private static async Task<IReadOnlyList<IntegrityProblem>> CheckAsync(JsonSessionStore store) => await store.Require<IStoreIntegrity>().CheckIntegrityAsync();

    private async Task<JsonSessionStore> OpenFilledAsync()
    {
        var store = _folder.Open();
        foreach (var text in new[] { "0", "1" }) await store.AddMessageAsync("a", "user", text);
        return store;
    }
}
