using System.Text.Json;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;

namespace Bots.Agents.Tests.Chat;

public sealed class SessionFileTests : IDisposable
{
    private const string LongKey = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk";

    private readonly string _folder = Directory.CreateTempSubdirectory("sessions-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "deep", "chat.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_saved_session_loads_completely(bool withTurnLog)
    {
        ISessionStore store = withTurnLog ? new MemorySessionStore() : new FiveMethodStore();
        await store.AddMessageAsync("a", "user", "Hi ü 🙂 \n\0");
        await store.AddMessageAsync("a", "assistant", "", new MessageMetadata { ToolCalls = JsonSerializer.SerializeToElement(new[] { new { id = "1" } }) });
        await store.AddMessageAsync("a", "tool", "result", new MessageMetadata { ToolCallId = "1" }.With("k", "v"));
        await using var saved = new Session("a", store: store);
        await saved.SaveAsync(Path);

        await using var loaded = new Session("b", store: store);
        await loaded.ChatAsync("Something that the file replaces");
        await loaded.LoadAsync(Path);

        var (expected, actual) = (await saved.GetHistoryAsync(), await loaded.GetHistoryAsync());
        Assert.Equal(expected.Select(static message => (message.Role, message.Content, message.Metadata)), actual.Select(static message => (message.Role, message.Content, message.Metadata)));
        if (withTurnLog) Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task Whatever_a_store_takes_goes_into_the_file_and_comes_back()
    {
        var deep = JsonSerializer.Deserialize<JsonElement>(new string('[', 62) + new string(']', 62));
        await using var saved = new Session();
        await saved.ChatAsync("Hello");
        await saved.Shared.SetAsync("numbers", Enumerable.Range(0, 150_000).ToArray());
        await saved.Shared.SetAsync("deep", deep);
        await saved.SaveAsync(Path);

        await using var loaded = new Session();
        await loaded.LoadAsync(Path);

        Assert.Equal(150_000, (await loaded.Shared.GetAsync<int[]>("numbers"))!.Length);
        Assert.Equal(deep.GetRawText(), (await loaded.Shared.GetAsync<JsonElement>("deep")).GetRawText());
    }

    [Fact]
    public async Task The_previous_version_stays_as_a_backup()
    {
        await using var session = new Session();
        await session.ChatAsync("My name is Alice");
        await session.SaveAsync(Path);
        await session.ChatAsync("My name is Bob");
        await session.SaveAsync(Path);

        await using var before = new Session();
        await before.LoadAsync(Path + ".bak");

        Assert.Equal((2, 4), ((await before.GetHistoryAsync()).Count, (await session.GetHistoryAsync()).Count));
        Assert.Equal(["chat.json", "chat.json.bak"], Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!).Select(System.IO.Path.GetFileName).Order());
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_file()
    {
        await using var session = new Session();
        await session.SaveAsync(Path);

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task A_session_with_a_file_loads_and_saves_by_itself()
    {
        await using (var first = new Session(options: new() { File = Path })) await first.ChatAsync("My name is Alice");

        await using var second = new Session(options: new() { File = Path });

        Assert.Equal("Your name is Alice.", await second.ChatAsync("What's my name?"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_store_knows_is_not_replaced_by_an_older_file(bool withTurnLog)
    {
        ISessionStore store = withTurnLog ? new MemorySessionStore() : new FiveMethodStore();
        await using (var first = new Session("s", store: store, options: new() { File = Path })) await first.ChatAsync("My name is Alice");
        // Never disposed, as after a kill: the file holds the first turn alone.
        await new Session("s", store: store, options: new() { File = Path }).ChatAsync("I live in Oslo");

        await using (var second = new Session("s", store: store, options: new() { File = Path }))
        {
            Assert.Equal(["My name is Alice", "I live in Oslo"], (await second.GetHistoryAsync()).Where(static message => message.Role == "user").Select(static message => message.Content));
        }

        await using var elsewhere = new Session("s", store: new MemorySessionStore(), options: new() { File = Path });
        Assert.Contains("Oslo", await elsewhere.ChatAsync("Where do I live?"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_kill_left_of_a_first_load_is_loaded_whole(bool withTurnLog)
    {
        await SaveAliceAsync();
        ISessionStore store = withTurnLog ? new MemorySessionStore() : new FiveMethodStore();
        await store.AddMessageAsync("s", "user", "My name is");
        await File.WriteAllTextAsync(Path + ".loading", "");

        await using (var next = new Session("s", store: store, options: new() { File = Path }))
        {
            Assert.Equal("Your name is Alice.", await next.ChatAsync("What's my name?"));
            Assert.Equal(4, (await next.GetHistoryAsync()).Count);
            Assert.False(File.Exists(Path + ".loading"));
        }

        await using var last = new Session("s", store: store, options: new() { File = Path });
        Assert.Equal(4, (await last.GetHistoryAsync()).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_a_failing_store_left_of_a_first_load_is_loaded_whole(int writes)
    {
        await SaveAliceAsync();
        var store = new FiveMethodStore { WritesLeft = writes };
        await using (var first = new Session("s", store: store, options: new() { File = Path }))
        {
            await Assert.ThrowsAsync<SessionStoreException>(() => first.GetHistoryAsync());
        }

        store.WritesLeft = int.MaxValue;

        await using var next = new Session("s", store: store, options: new() { File = Path });

        Assert.Equal("Your name is Alice.", await next.ChatAsync("What's my name?"));
        Assert.Equal(4, (await next.GetHistoryAsync()).Count);
    }

    [Fact]
    public async Task Sessions_that_begin_from_one_file_side_by_side_load_it_once()
    {
        await SaveAliceAsync();
        var store = new MemorySessionStore();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var session = new Session("s", store: store, options: new() { File = Path });
            await session.ChatAsync("Hi");
        }));

        Assert.Equal(2 + 8 * 2, (await store.GetChatHistoryAsync("s")).Count);
    }

    [Fact]
    public async Task Loading_into_a_session_that_was_branched_leaves_it_whose_it_is()
    {
        var store = new JsonSessionStore(new() { Directory = _folder });
        await using (var old = new Session("old", store: new MemorySessionStore()))
        {
            await old.ChatAsync("Long ago");
            await old.SaveAsync(Path);
        }

        await using var source = new Session("src", store: store);
        await source.ChatAsync("My secret crush is Max");
        await using var branch = await source.BranchAsync("br");
        var created = (await store.Require<ISessionCatalog>().GetSessionAsync("src"))!.CreatedAt;

        await source.LoadAsync(Path);

        Assert.Equal(created, (await store.Require<ISessionCatalog>().GetSessionAsync("src"))!.CreatedAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_cleared_does_not_come_back_from_the_file(bool withId)
    {
        var store = withId ? new MemorySessionStore() : null;
        Session Open() => new(withId ? "s" : null, store: store, options: new() { File = Path });
        await using (var first = Open()) await first.ChatAsync("My name is Alice");
        await using (var again = Open()) await again.ChatAsync("Hi");
        Assert.Contains("Alice", await File.ReadAllTextAsync(Path + ".bak"), StringComparison.Ordinal);

        // Never disposed, as after a kill.
        await Open().ClearAsync();

        Assert.DoesNotContain("Alice", await File.ReadAllTextAsync(Path), StringComparison.Ordinal);
        Assert.False(File.Exists(Path + ".bak"));
        await using var next = Open();
        Assert.Empty(await next.GetHistoryAsync());
    }

    [Fact]
    public async Task What_is_deleted_does_not_come_back_from_the_file()
    {
        var store = new MemorySessionStore();
        Session Open() => new("s", store: store, options: new() { File = Path });
        await using (var first = Open()) await first.ChatAsync("My name is Alice");
        await using (var again = Open()) await again.ChatAsync("Hi");

        await using (var last = Open()) await last.DeleteAsync();

        Assert.False(File.Exists(Path) || File.Exists(Path + ".bak"));
        Assert.False(await store.SessionExistsAsync("s"));
        await using var next = Open();
        Assert.Empty(await next.GetHistoryAsync());
        await next.ChatAsync("My name is Bob");
        Assert.Equal("Your name is Bob.", await next.ChatAsync("What's my name?"));
    }

    [Fact]
    public async Task A_loaded_session_is_as_old_as_its_first_message()
    {
        var clock = new TestClock();
        AgentRequest? seen = null;
        Session Open(string id) => new(id, new ScriptedAgent(request => (seen = request).Prompt), new MemorySessionStore(clock), new() { Time = clock, Context = new() { Interactions = 2 } });
        await using var old = Open("old");
        for (var i = 0; i < 40; i++) await old.ChatAsync($"Say {i}");
        await old.SaveAsync(Path);
        clock.Advance(TimeSpan.FromDays(3));

        await using var loaded = Open("new");
        await loaded.LoadAsync(Path);
        for (var i = 0; i < 40; i++)
        {
            await loaded.ChatAsync($"Go on {i}");
            Assert.EndsWith($"interaction {41 + i}, 3 days since it began", seen!.Context[0], StringComparison.Ordinal);
        }

        Assert.Equal(TimeSpan.FromDays(3), (await loaded.AnalyzeAsync()).Duration);
    }

    [Fact]
    public async Task A_session_that_was_not_used_overwrites_nothing()
    {
        await using (var first = new Session(options: new() { File = Path })) await first.ChatAsync("My name is Alice");
        var before = await File.ReadAllTextAsync(Path);

        await using (new Session(options: new() { File = Path })) { }

        Assert.Equal(before, await File.ReadAllTextAsync(Path));
    }

    [Fact]
    public async Task The_state_of_the_session_is_saved_with_it_and_replaced_by_loading()
    {
        await using (var first = new Session(options: new() { File = Path }))
        {
            await first.ChatAsync("Hi");
            await first.Shared.SetAsync("facts", new[] { "tea" });
        }

        await using var second = new Session(options: new() { File = Path });
        Assert.Equal(["tea"], (await second.Shared.GetAsync<string[]>("facts"))!);
        await second.Shared.SetAsync("other", 1);
        await second.LoadAsync(Path);

        Assert.Equal(["facts"], (await second.Shared.ListAsync()).Keys);
    }

    [Theory]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[],\"state\":[]}", "state")]
    [InlineData("", "no saved session")]
    [InlineData("{", "no saved session")]
    [InlineData("[]", "format")]
    [InlineData("{\"format\":\"other\"}", "format")]
    [InlineData("{\"format\":\"bots.session\",\"version\":2,\"messages\":[]}", "version")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1}", "messages")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"content\":\"b\"}]}", "messages[1].role")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":7}]}", "messages[0].content")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"timestamp\":\"soon\"}]}", "messages[0].timestamp")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"tool_calls\":\"b\"}]}", "messages[0].tool_calls")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}", "surrogate")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"metadata\":{\"k\":[\"\\udc00\"]}}]}", "surrogate")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\" \",\"content\":\"a\"}]}", "messages[0].role is blank")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"\",\"content\":\"a\"}]}", "messages[0].role is blank")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"tool_calls\":[{},5]}]}", "messages[0].tool_calls[1] is not an object")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"tool_calls\":[{\"id\":\"1\",\"id\":\"2\"}]}]}", "messages[0].tool_calls[0] has \"id\" twice")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"content\":\"b\"}]}", "messages[0] has \"content\" twice")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"metadata\":{\"k\":1,\"k\":2}}]}", "messages[0].metadata has \"k\" twice")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"metadata\":{\"k\":[\"x\",{\"y\":\"\\ud800\"}]}}]}", "messages[0].metadata.k[1].y holds half")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"metadata\":5}]}", "messages[0].metadata is of the wrong kind")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[5]}", "messages[0] is not an object")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[],\"messages\":[]}", "the file has \"messages\" twice")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[],\"state\":{\"k\":1,\"k\":2}}", "state has \"k\" twice")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[],\"state\":{\"\":1}}", "state")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[],\"shared\":{\"" + LongKey + "\":1}}", "257")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[],\"shared\":{\"\\ud800\":1}}", "surrogate")]
    [InlineData("{\"format\":\"bots.session\",\"version\":1,\"messages\":[],\"shared\":{\"k\":{\"a\":\"\\ud800\"}}}", "surrogate")]
    public async Task What_is_no_saved_session_is_refused_and_changes_nothing(string content, string reason)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await File.WriteAllTextAsync(Path, content);
        await using var session = new Session();
        await session.ChatAsync("My name is Alice");
        await session.Shared.SetAsync("important", 42);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => session.LoadAsync(Path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await session.GetHistoryAsync()).Count);
        Assert.Equal(42, await session.Shared.GetAsync<int>("important"));
        Assert.Single(await session.Shared.ListAsync());
    }

    [Fact]
    public async Task A_role_that_no_store_takes_is_refused()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await File.WriteAllTextAsync(Path, $$$"""{"format":"bots.session","version":1,"messages":[{"role":"{{{new string('r', 5_000)}}}","content":"a"}]}""");
        await using var session = new Session();

        Assert.Contains("messages[0].role has 5000 characters", (await Assert.ThrowsAsync<InvalidDataException>(() => session.LoadAsync(Path))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("json")]
    [InlineData("sqlite")]
    [InlineData("one's own")]
    public async Task Half_characters_anywhere_stop_no_save(string kind)
    {
        static JsonElement Half(string json) => JsonDocument.Parse(json).RootElement.Clone();
        ISessionStore store = kind switch
        {
            "memory" => new MemorySessionStore(),
            "json" => new Bots.Sessions.Json.JsonSessionStore(new() { Directory = _folder }),
            "sqlite" => new Bots.Sessions.Sqlite.SqliteSessionStore(System.IO.Path.Combine(_folder, "s.db")),
            _ => new Careless(),
        };
        var metadata = new MessageMetadata { ToolCallId = "\ud800", ToolCalls = Half("""[{"id":"\ud800"}]""") }.With("k\udc00", Half("""{"\ud800":["\udc00"]}""")).With("t", "\ud800");
        await store.AddMessageAsync("a", "us\ud800er", "te\ud800xt", metadata);
        await using (var saved = new Session("a", store: store))
        {
            if (store.Find<ISessionState>() is not null) await saved.Shared.SetAsync("v", Half("""["\ud800"]"""));
            await saved.SaveAsync(Path);
        }

        await using var loaded = new Session();
        await loaded.LoadAsync(Path);

        var message = Assert.Single(await loaded.GetHistoryAsync());
        Assert.Equal(("us\ufffder", "te\ufffdxt", "\ufffd", "\ufffd"), (message.Role, message.Content, message.Metadata.ToolCallId, message.Metadata.GetString("t")));
        Assert.Equal("\ufffd", message.Metadata.Values["k\ufffd"].GetProperty("\ufffd")[0].GetString());
        if (store.Find<ISessionState>() is not null) Assert.Equal(["\ufffd"], (await loaded.Shared.GetAsync<string[]>("v"))!);
        (store as IDisposable)?.Dispose();
        if (store is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }

    /// <summary>A store that keeps whatever it is given.</summary>
    private sealed class Careless : ISessionStore
    {
        private readonly List<SessionMessage> _messages = [];

        public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default)
        {
            _messages.Add(new(role, content) { Metadata = metadata ?? MessageMetadata.Empty });
            return new(true);
        }

        public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) => new(_messages);

        public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) => new(true);

        public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => new(true);

        public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => new(_messages.Count > 0);
    }

    [Fact]
    public async Task A_value_that_no_store_takes_is_refused_before_anything_is_written()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await File.WriteAllTextAsync(Path, $$$"""{"format":"bots.session","version":1,"messages":[],"state":{"k":"{{{new string('x', 1 << 20)}}}"}}""");
        await using var session = new Session();
        await session.ChatAsync("My name is Alice");

        await Assert.ThrowsAsync<InvalidDataException>(() => session.LoadAsync(Path));

        Assert.Equal(2, (await session.GetHistoryAsync()).Count);
    }

    [Fact]
    public async Task A_store_that_fails_while_it_loads_keeps_what_was_there()
    {
        await using (var saved = new Session())
        {
            await saved.ChatAsync("Hi");
            await saved.Shared.SetAsync("a", 1);
            await saved.Shared.SetAsync("b", 2);
            await saved.SaveAsync(Path);
        }

        var store = new UnsteadyStore();
        await using var session = new Session("s", store: store);
        await session.ChatAsync("My name is Alice");
        await session.Shared.SetAsync("important", 42);
        foreach (var refused in new[] { "b", nameof(ITurnLog.WriteTurnAsync) })
        {
            store.Before = (name, arguments) => _ = name == refused || arguments.ElementAtOrDefault(1) as string == refused ? throw new SessionStoreException("away") : true;

            await Assert.ThrowsAsync<SessionStoreException>(() => session.LoadAsync(Path));

            Assert.Equal("My name is Alice", (await session.GetHistoryAsync())[0].Content);
            Assert.Equal(["important"], (await session.Shared.ListAsync()).Keys);
        }

        store.Before = static (_, _) => { };
        await session.LoadAsync(Path);
        Assert.Equal(["a", "b"], (await session.Shared.ListAsync()).Keys.Order());
    }

    [Fact]
    public async Task A_file_that_an_editor_saved_with_a_byte_order_mark_loads()
    {
        await using (var saved = new Session(options: new() { File = Path })) await saved.ChatAsync("My name is Alice");
        await File.WriteAllTextAsync(Path, await File.ReadAllTextAsync(Path), new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        await using var loaded = new Session();
        await loaded.LoadAsync(Path);

        Assert.Equal("Your name is Alice.", await loaded.ChatAsync("What's my name?"));
    }

    [Fact]
    public async Task A_missing_file_is_called_that() =>
        Assert.Contains(Path, (await Assert.ThrowsAsync<FileNotFoundException>(() => new Session().LoadAsync(Path))).Message, StringComparison.Ordinal);

    private async Task SaveAliceAsync()
    {
        await using var session = new Session(options: new() { File = Path });
        await session.ChatAsync("My name is Alice");
    }
}
