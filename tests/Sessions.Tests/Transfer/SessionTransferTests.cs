using System.Text;
using System.Text.Json;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Tests.Transfer;

/// <summary>Exports and imports, over every pair of stores.</summary>
public sealed class SessionTransferTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ISessionStore> _open = [];

    private static readonly string[] Kinds = ["memory", "json", "sqlite"];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var from in Kinds)
            {
                foreach (var to in Kinds) pairs.Add(from, to);
            }

            return pairs;
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _open)
        {
            if (store is IAsyncDisposable later) await later.DisposeAsync();
            else (store as IDisposable)?.Dispose();
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_one_store_exports_another_imports_and_exports_again_byte_for_byte(string from, string to)
    {
        var (source, target) = (Open(from, "source"), Open(to, "target"));
        await FillAsync(source);

        var (exported, report) = await ExportAsync(source);
        var imported = await SessionTransfer.ImportAsync(target, new MemoryStream(exported));
        var (again, second) = await ExportAsync(target);

        Assert.Equal(Encoding.UTF8.GetString(exported), Encoding.UTF8.GetString(again));
        Assert.Equal((4, 1_209L, report.Hash), (imported.Sessions, imported.Messages, imported.Hash));
        Assert.Equal(report.Hash, second.Hash);
        Assert.True(report.Values >= 4);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("sqlite")]
    public async Task An_imported_session_has_its_times_its_tree_and_its_values(string to)
    {
        var source = Open("memory", "");
        await FillAsync(source);
        var target = Open(to, "target");

        await SessionTransfer.CopyAsync(source, target);

        var (before, after) = (await DataAsync(source, "trip"), await DataAsync(target, "trip"));
        Assert.Equal((before.Title, before.UserId, before.AgentName, before.CreatedAt, before.UpdatedAt), (after.Title, after.UserId, after.AgentName, after.CreatedAt, after.UpdatedAt));
        var family = await target.Require<ISessionBranching>().GetFamilyAsync("trip-by-train");
        Assert.Equal(("trip", 1), (family!.ParentId, family.ForkedAt));
        Assert.Equal("blue", (await target.Require<ISessionState>().GetStateAsync(StateScope.Session("trip"), "colour"))?.Value?.GetString());
        Assert.Null(await target.Require<ISessionState>().GetStateAsync(StateScope.Session("trip-by-train"), "colour"));
        Assert.Equal("de", (await target.Require<ISessionState>().GetStateAsync(StateScope.User("telegram_1"), "language"))?.Value?.GetString());
    }

    [Fact]
    public async Task A_folder_of_another_program_goes_into_sqlite_and_back_with_everything_it_wrote()
    {
        const string foreign = """
            {"session_id":"s","messages":[{"role":"user","content":"hi","timestamp":1700000000.5,"id":"m-1","metadata":{"mood":"good"}},
            {"role":"assistant","content":[{"type":"text","text":"parts"}],"timestamp":1700000001}],
            "created_at":"2024-01-01T00:00:00.000000+00:00","updated_at":"2024-01-02T00:00:00.000000+00:00","metadata":{"a":1},
            "model":"m","total_tokens":12,"archived_messages":[{"role":"user","content":"old"}]}
            """;
        Directory.CreateDirectory(_folder.File("theirs"));
        File.WriteAllText(_folder.File("theirs/s.json"), foreign);
        var (theirs, ours, back) = (Open("json", "theirs"), Open("sqlite", "ours"), Open("json", "back"));

        await SessionTransfer.CopyAsync(theirs, ours);
        await SessionTransfer.CopyAsync(ours, back);

        using var copy = JsonDocument.Parse(File.ReadAllText(_folder.File("back/s.json")));
        using var original = JsonDocument.Parse(foreign);
        foreach (var field in original.RootElement.EnumerateObject().Where(static field => field.Name is not ("messages" or "metadata")))
            Assert.True(JsonElement.DeepEquals(field.Value, copy.RootElement.GetProperty(field.Name)), field.Name);
        var (message, parts) = (copy.RootElement.GetProperty("messages")[0], copy.RootElement.GetProperty("messages")[1]);
        Assert.Equal(("m-1", "good"), (message.GetProperty("id").GetString(), message.GetProperty("metadata").GetProperty("mood").GetString()));
        Assert.Equal("parts", parts.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.False(message.GetProperty("metadata").TryGetProperty("json_fields", out _));
        Assert.Equal((await ExportAsync(theirs)).Report.Hash, (await ExportAsync(back)).Report.Hash);
    }

    [Fact]
    public async Task A_cut_or_changed_export_is_refused_before_anything_is_written()
    {
        var source = Open("memory", "");
        await FillAsync(source);
        var lines = Encoding.UTF8.GetString((await ExportAsync(source)).Bytes).TrimEnd('\n').Split('\n');
        var target = Open("sqlite", "target");

        await RefusedAsync("it was cut", lines[..^1]);
        await RefusedAsync("changed or damaged", [.. lines.Where((_, index) => index != 5)]);
        await RefusedAsync("changed or damaged", [.. lines.Select(static (line, index) => index == 5 ? line + " " : line)]);
        await RefusedAsync("Line 3", [.. lines[..2], "garbage", .. lines[2..]]);
        await RefusedAsync("no export", [.. lines[1..]]);
        await RefusedAsync("newer version", [lines[0].Replace(":4}", ":5}", StringComparison.Ordinal), .. lines[1..]]);
        await RefusedAsync("there is no line of kind", [.. lines[..^1], """{"kind":"wish"}""", lines[^1]]);

        async Task RefusedAsync(string because, string[] damaged)
        {
            var input = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', damaged) + "\n"));
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => SessionTransfer.ImportAsync(target, input));
            Assert.Contains(because, error.Message, StringComparison.Ordinal);
            await foreach (var _ in target.Require<ISessionCatalog>().ListSessionsAsync()) Assert.Fail("something was written");
        }
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("json")]
    [InlineData("sqlite")]
    public async Task An_interrupted_import_can_be_run_again(string to)
    {
        var source = Open("memory", "");
        await FillAsync(source);
        var exported = (await ExportAsync(source)).Bytes;
        var target = Open(to, "target");
        foreach (var message in (await source.GetChatHistoryAsync("long")).Take(700))
            await target.Require<ITurnLog>().WriteTurnAsync(new("long") { Messages = [message] });

        await SessionTransfer.ImportAsync(target, new MemoryStream(exported));
        await SessionTransfer.ImportAsync(target, new MemoryStream(exported));

        Assert.Equal(exported, (await ExportAsync(target)).Bytes);
    }

    [Fact]
    public async Task A_session_that_is_there_with_other_content_is_not_touched()
    {
        var source = Open("memory", "");
        await FillAsync(source);
        var target = Open("sqlite", "target");
        await target.AddMessageAsync("trip", "user", "mine");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await SessionTransfer.ImportAsync(target, new MemoryStream((await ExportAsync(source)).Bytes)));

        Assert.Contains("'trip'", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", Assert.Single(await target.GetChatHistoryAsync("trip")).Content);
        Assert.False(await target.SessionExistsAsync("long"));
    }

    [Fact]
    public async Task An_export_of_one_user_holds_nothing_of_another()
    {
        var source = Open("memory", "");
        await FillAsync(source);

        var output = new MemoryStream();
        var report = await SessionTransfer.ExportAsync(source, output, "discord_2");

        Assert.Equal((1, 1_200L), (report.Sessions, report.Messages));
        Assert.DoesNotContain("telegram_1", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_read_as_well()
    {
        var source = Open("memory", "");
        await FillAsync(source);
        var pipe = new System.IO.Pipelines.Pipe();
        var writing = Task.Run(async () =>
        {
            await SessionTransfer.ExportAsync(source, pipe.Writer.AsStream(leaveOpen: true));
            await pipe.Writer.CompleteAsync();
        });

        var report = await SessionTransfer.ImportAsync(Open("memory", ""), pipe.Reader.AsStream());

        await writing;
        Assert.Equal(4, report.Sessions);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Checkpoints_and_versions_come_over_and_can_be_gone_back_to(string from, string to)
    {
        var (source, target, back) = (Open(from, "source"), Open(to, "target"), Open(from, "back"));
        await FillAsync(source);

        var copied = await SessionTransfer.CopyAsync(source, target);
        var again = await SessionTransfer.CopyAsync(target, back);

        Assert.Equal((copied.Hash, 4, 0), (again.Hash, again.Checkpoints, again.CheckpointsLeftOut));
        var before = await source.Require<ISessionCheckpoints>().ListCheckpointsAsync("trip");
        var after = await back.Require<ISessionCheckpoints>().ListCheckpointsAsync("trip");
        Assert.Equal(before.Select(static one => one with { Id = "" }), after.Select(static one => one with { Id = "" }));
        Assert.Equal(await source.Require<ISessionVersions>().ListVersionsAsync("trip"), await back.Require<ISessionVersions>().ListVersionsAsync("trip"));
        foreach (var store in new[] { source, back })
        {
            Assert.True(await store.Require<ISessionVersions>().RestoreVersionAsync("trip", 2));
            Assert.Equal(["To the hills.", "Or to the woods."], (await store.GetChatHistoryAsync("trip")).TakeLast(2).Select(static message => message.Content));
            Assert.Equal("green", (await store.Require<ISessionState>().GetStateAsync(StateScope.Session("trip"), "colour"))?.Value?.GetString());
            await store.Require<ISessionCheckpoints>().RevertToCheckpointAsync("trip", "before the hills");
            Assert.Equal("To the sea.", (await store.GetChatHistoryAsync("trip"))[^1].Content);
            Assert.Equal(3, await store.Require<ISessionVersions>().SaveVersionAsync("trip", "the next number"));
            if (store.Find<IStoreIntegrity>() is { } integrity) Assert.Empty(await integrity.CheckIntegrityAsync());
        }
    }

    [Fact]
    public async Task A_snapshot_of_another_program_comes_over_as_well()
    {
        Directory.CreateDirectory(_folder.File("theirs"));
        File.WriteAllText(_folder.File("theirs/s.json"), """
            {"session_id":"s","messages":[{"role":"user","content":"0","timestamp":1},{"role":"user","content":"1","timestamp":2}],"created_at":"2024-01-01T00:00:00.000000+00:00",
            "updated_at":"2024-01-02T00:00:00.000000+00:00","snapshots":[{"id":"x","session_id":"s","message_index":0,"created_at":1700000000.5,"label":"theirs","metadata":{}}]}
            """);
        var (theirs, ours, back) = (Open("json", "theirs"), Open("sqlite", "ours"), Open("json", "back"));

        await SessionTransfer.CopyAsync(theirs, ours);
        await SessionTransfer.CopyAsync(ours, back);

        Assert.Equal((await ExportAsync(theirs)).Report.Hash, (await ExportAsync(back)).Report.Hash);
        await back.Require<ISessionCheckpoints>().RevertToCheckpointAsync("s", "theirs");
        Assert.Equal("0", Assert.Single(await back.GetChatHistoryAsync("s")).Content);
    }

    [Fact]
    public async Task A_store_that_cannot_take_checkpoints_says_how_many_stay_behind()
    {
        var source = Open("memory", "");
        await FillAsync(source);
        var exported = (await ExportAsync(source)).Bytes;

        var imported = await SessionTransfer.ImportAsync(new WithoutCheckpoints(new MemorySessionStore()), new MemoryStream(exported));
        var copied = await SessionTransfer.CopyAsync(source, new WithoutCheckpoints(new MemorySessionStore()));
        var report = await SessionTransfer.ExportAsync(new WithoutCheckpoints(source), Stream.Null);

        Assert.All([imported, copied, report], static one => Assert.Equal((0, 4), (one.Checkpoints, one.CheckpointsLeftOut)));
    }

    [Fact]
    public async Task An_export_of_the_first_version_is_still_read()
    {
        const string lines = """
            {"kind":"header","format":"bots-sessions","version":1}
            {"kind":"session","id":"a","user":"u","created_at":"2026-01-01T00:00:00.000000+00:00","updated_at":"2026-01-01T00:00:00.000000+00:00"}
            {"kind":"message","role":"user","content":"hello","timestamp":"2026-01-01T00:00:00.000000+00:00"}

            """;
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
        var store = Open("sqlite", "target");

        await SessionTransfer.ImportAsync(store, new MemoryStream(Encoding.UTF8.GetBytes($"{lines}{{\"kind\":\"end\",\"sessions\":1,\"messages\":1,\"hash\":\"{hash}\"}}\n")));

        Assert.Equal("hello", Assert.Single(await store.GetChatHistoryAsync("a")).Content);
    }

    [Theory]
    [InlineData("""{"kind":"checkpoint","made":"Manual","created_at":"2026-01-01T00:00:00.000000+00:00","shared":2}""", "no such messages")]
    [InlineData("""{"kind":"checkpoint","made":"Nobody","created_at":"2026-01-01T00:00:00.000000+00:00","shared":0}""", "nobody makes")]
    [InlineData("""{"kind":"kept","role":"user","content":"x","timestamp":"2026-01-01T00:00:00.000000+00:00"}""", "no checkpoint")]
    public async Task A_line_of_a_checkpoint_that_cannot_be_is_refused_before_anything_is_written(string line, string because)
    {
        var source = new MemorySessionStore();
        await source.AddMessageAsync("a", "user", "hello");
        var lines = Encoding.UTF8.GetString((await ExportAsync(source)).Bytes).TrimEnd('\n').Split('\n');
        var target = Open("sqlite", "target");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            SessionTransfer.ImportAsync(target, new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', [.. lines[..^1], line, lines[^1]]) + "\n"))));

        Assert.Contains(because, error.Message, StringComparison.Ordinal);
        Assert.False(await target.SessionExistsAsync("a"));
    }

    private static async Task FillAsync(ISessionStore store)
    {
        var turns = store.Require<ITurnLog>();
        var call = JsonSerializer.SerializeToElement(new[] { new { id = "c1", name = "train" } });
        await turns.WriteTurnAsync(new("trip")
        {
            UserId = "telegram_1",
            AgentName = "guide",
            Messages =
            [
                new("user", "Where shall we go? \ud83d\ude00 \0 \"quoted\"\n") { Metadata = MessageMetadata.Empty.With("b", "2").With("a", JsonSerializer.SerializeToElement(new { z = 1.50m, y = (string?)null })) },
                new("assistant", "To the sea.") { Timestamp = new(1999, 12, 31, 23, 59, 59, TimeSpan.Zero) },
                new("assistant", "") { Metadata = new() { ToolCalls = call } },
                new("tool", "10:15") { Metadata = new() { ToolCallId = "c1" } },
            ],
        });
        await store.Require<ISessionCatalog>().UpdateSessionAsync("trip", new() { Title = "Holidays", Metadata = MessageMetadata.Empty.With("colour", "red") });
        var trees = store.Require<ISessionBranching>();
        await trees.ForkSessionAsync("trip", 1, "By train", "trip-by-train");
        await store.AddMessageAsync("trip-by-train", "user", "only here");
        await trees.CreateSessionAsync("Nothing yet", "trip-by-train", "a-below");
        await store.AddMessageAsync("a-below", "user", "one");
        await store.AddMessageAsync("a-below", "user", "two");
        await turns.WriteTurnAsync(new("long") { UserId = "discord_2", Messages = [.. Enumerable.Range(0, 1_200).Select(static number => new SessionMessage("user", $"message {number}"))] });
        var state = store.Require<ISessionState>();
        await state.SetStateAsync(StateScope.Session("trip"), "colour", JsonSerializer.SerializeToElement("blue"));
        await FillCheckpointsAsync(store);
        await state.SetStateAsync(StateScope.Shared("trip"), "plan", JsonSerializer.SerializeToElement(new[] { 1, 2 }));
        await state.SetStateAsync(StateScope.User("telegram_1"), "language", JsonSerializer.SerializeToElement("de"));
        await state.SetStateAsync(StateScope.App, "motto", JsonSerializer.SerializeToElement("lose nothing"));
    }

    // Four checkpoints: one on the way, two versions - of which the second stands for messages that the history lost - and the way back from there.
    private static async Task FillCheckpointsAsync(ISessionStore store)
    {
        var (marks, versions, state) = (store.Require<ISessionCheckpoints>(), store.Require<ISessionVersions>(), store.Require<ISessionState>());
        var history = await store.GetChatHistoryAsync("trip");
        await marks.RevertToMessageAsync("trip", 1);
        var undo = (await marks.ListCheckpointsAsync("trip"))[^1].Id;
        await marks.CreateCheckpointAsync("trip", "before the hills", CheckpointKind.Automatic);
        await versions.SaveVersionAsync("trip", "first \ud83d\ude00");
        await store.AddMessageAsync("trip", "assistant", "To the hills.");
        await store.AddMessageAsync("trip", "assistant", "Or to the woods.", MessageMetadata.Empty.With("why", "shade"));
        await state.SetStateAsync(StateScope.Session("trip"), "colour", JsonSerializer.SerializeToElement("green"));
        await versions.SaveVersionAsync("trip", "");
        await marks.RevertToCheckpointAsync("trip", undo);
        foreach (var wayBack in (await marks.ListCheckpointsAsync("trip")).Where(static one => one.Kind == CheckpointKind.Undo).SkipLast(1)) await marks.DeleteCheckpointAsync("trip", wayBack.Id);
        Assert.Equal(history, await store.GetChatHistoryAsync("trip"));
        await state.SetStateAsync(StateScope.Session("trip"), "colour", JsonSerializer.SerializeToElement("blue"));
    }

    /// <summary>A store that offers all of another one but what takes checkpoints over.</summary>
    private sealed class WithoutCheckpoints(ISessionStore store) : ISessionStore, ICapabilitySource
    {
        public TCapability? FindCapability<TCapability>() where TCapability : class => typeof(TCapability) == typeof(ICheckpointTransfer) ? null : store.Find<TCapability>();

        public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default) =>
            store.AddMessageAsync(sessionId, role, content, metadata, cancellationToken);

        public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
            store.GetChatHistoryAsync(sessionId, maxMessages, cancellationToken);

        public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) => store.ClearSessionAsync(sessionId, cancellationToken);

        public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => store.DeleteSessionAsync(sessionId, cancellationToken);

        public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => store.SessionExistsAsync(sessionId, cancellationToken);
    }

    private static async Task<(byte[] Bytes, TransferReport Report)> ExportAsync(ISessionStore store)
    {
        var output = new MemoryStream();
        var report = await SessionTransfer.ExportAsync(store, output);
        return (output.ToArray(), report);
    }

    private static async Task<SessionData> DataAsync(ISessionStore store, string id) => (await store.Require<ISessionCatalog>().GetSessionAsync(id))!;

    private ISessionStore Open(string kind, string name)
    {
        ISessionStore store = kind switch
        {
            "memory" => new MemorySessionStore(),
            "json" => new JsonSessionStore(new JsonSessionOptions { Directory = _folder.File(name) }),
            _ => new SqliteSessionStore(new SqliteSessionOptions { Path = _folder.File(name + ".db") }),
        };
        _open.Add(store);
        return store;
    }
}
