using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Bots.Agents;
using Bots.Agents.Analytics;
using Bots.Agents.Remote;
using Bots.BotHost.Api;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Http;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests.Api;

/// <summary>The HTTP API, over the wire.</summary>
public sealed class ApiTests
{
    private const string Key = "a key that is long enough";
    private const string Signing = "a signing key of at least thirty-two bytes";

    [Fact]
    public async Task A_question_is_answered_in_the_names_of_the_protocol_and_remembered_under_the_session()
    {
        var store = new MemorySessionStore();
        await using var host = await ApiHost.StartAsync(store);
        using var client = host.Client();

        var first = await PostAsync(client, """{"query":"My name is Alice","session_id":"s1","user_id":"alice"}""");
        var second = await PostAsync(client, """{"query":"What's my name?","session_id":"s1"}""");
        var other = await PostAsync(client, """{"query":"What's my name?","session_id":"s2"}""");

        Assert.NotEmpty(first.GetProperty("response").GetString()!);
        Assert.Contains("Alice", second.GetProperty("response").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Alice", other.GetProperty("response").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, (await store.GetChatHistoryAsync("s1")).Count);
        Assert.Equal("api_alice", (await store.GetSessionAsync("s1"))!.UserId);
        Assert.Equal("healthy", (await client.GetFromJsonAsync<JsonElement>("/agent/health")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_a_user_said_in_one_session_is_known_in_that_users_other_sessions_and_in_nobody_elses()
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore());
        using var client = host.Client();
        await PostAsync(client, """{"query":"My name is Alice and I live in Oslo","session_id":"s1","user_id":"alice"}""");

        Assert.Contains("Alice", await AnswerAsync("s2", "alice"), StringComparison.Ordinal);
        foreach (var other in new[] { "bob", "Alice", "api_alice", "" }) Assert.DoesNotContain("Alice", await AnswerAsync($"of {other}", other), StringComparison.Ordinal);
        // Another user within the same session reads what was said there, and nothing beyond.
        await PostAsync(client, """{"query":"My dog's name is Rex","session_id":"s3","user_id":"alice"}""");
        Assert.DoesNotContain("Rex", (await PostAsync(client, """{"query":"What is my dog's name?","session_id":"s1","user_id":"bob"}""")).GetProperty("response").GetString(), StringComparison.Ordinal);

        async Task<string?> AnswerAsync(string session, string user) =>
            (await PostAsync(client, JsonSerializer.Serialize(new { query = "What is my name?", session_id = session, user_id = user }))).GetProperty("response").GetString();
    }

    [Fact]
    public async Task Users_who_call_one_session_at_once_keep_their_memories_to_themselves()
    {
        var (store, agent) = (new MemorySessionStore(), new GatedAgent());
        await using var host = await ApiHost.StartAsync(store, agent);
        using var client = host.Client();

        var first = PostAsync(client, """{"query":"I live in Oslo.","session_id":"s1","user_id":"alice"}""");
        await Eventually.TrueAsync(() => agent.Asked == 1, "the first call runs");
        var second = PostAsync(client, """{"query":"I live in Rome.","session_id":"s1","user_id":"bob"}""");
        agent.Open();
        await Task.WhenAll(first, second);

        Assert.Equal(["I live in Oslo"], (await store.Require<IMemoryStore>().ListMemoriesAsync("api_alice")).Select(static one => one.Content.Text));
        Assert.Empty(await store.Require<IMemoryStore>().ListMemoriesAsync("api_bob"));
        Assert.Equal(["I live in Oslo.", "I live in Rome."], (await store.GetChatHistoryAsync("s1")).Where(static message => message.Role == "user").Select(static message => message.Content));
    }

    [Fact]
    public async Task A_model_that_reads_for_memories_holds_nobody_up_and_its_tokens_count()
    {
        var (store, agent) = (new MemorySessionStore(), new ReadingAgent());
        await using var host = await ApiHost.StartAsync(store, agent, "Memory:ExtractionAgent=default");
        using var client = host.Client();

        var answer = await PostAsync(client, """{"query":"I collect stamps.","session_id":"s1","user_id":"alice"}""");
        await PostAsync(client, """{"query":"/","session_id":"s1","user_id":"alice"}""");
        Assert.Equal("Nice.", answer.GetProperty("response").GetString());
        agent.Open();

        await host.Get<TurnMemory>().All!.SettleAsync();
        Assert.Equal("I collect stamps", Assert.Single(await store.Require<IMemoryStore>().ListMemoriesAsync("api_alice")).Content.Text);
        var used = (await SessionAnalytics.OfSessionAsync(store, "s1")).Models.ToDictionary(static model => model.Model, static model => model.InputTokens);
        Assert.Equal((20, 100), (used["talker"], used["reader"]));
    }

    [Fact]
    public async Task Nothing_is_remembered_where_memory_is_off()
    {
        var store = new MemorySessionStore();
        await using var host = await ApiHost.StartAsync(store, null, "Memory:Enabled=false");
        using var client = host.Client();

        await PostAsync(client, """{"query":"My name is Alice","session_id":"s1","user_id":"alice"}""");

        Assert.Empty(await store.Require<IMemoryStore>().ListMemoriesAsync("api_alice", all: true));
    }

    [Fact]
    public async Task A_remote_session_chats_streams_and_remembers()
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore());
        using var session = new RemoteSession(host.Address["http://".Length..], "s1", new() { UserId = "alice" });

        Assert.True(await session.IsHealthyAsync());
        await session.ChatAsync("My name is Alice");
        var pieces = new List<string>();
        await foreach (var piece in session.StreamAsync("What's my name?")) pieces.Add(piece);

        Assert.Contains("Alice", string.Concat(pieces), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_fails_says_so_over_the_wire_and_leaves_no_half_turn()
    {
        var store = new MemorySessionStore();
        await using var host = await ApiHost.StartAsync(store, new FailingAgent());
        using var session = new RemoteSession(host.Address, "s1");

        var whole = await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("hi"));
        var streamed = await Assert.ThrowsAsync<AgentException>(async () =>
        {
            await foreach (var _ in session.StreamAsync("hi"))
            {
            }
        });

        Assert.Equal("The model is on holiday.", whole.Message);
        Assert.Equal("The model is on holiday.", streamed.Message);
        Assert.Empty(await store.GetChatHistoryAsync("s1"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_request_that_is_too_large_is_refused_with_the_key_that_allows_it(int megabytes)
    {
        var memory = new MemorySessionStore();
        await using var host = await ApiHost.StartAsync(memory, null, "Api:MaxRequestBytes=500000");
        using var session = new RemoteSession(host.Address, "s1");
        using var store = new HttpSessionStore(host.Address);

        var asked = await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync(new string('x', megabytes << 20)));
        var added = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.AddMessageAsync("s1", "user", new string('x', megabytes << 20)));

        foreach (var message in new[] { asked.Message, added.Message }) Assert.Contains("answered 413: The request is larger than Api:MaxRequestBytes.", message, StringComparison.Ordinal);
        Assert.Equal((AgentFailure.Rejected, false, false), (asked.Failure, asked.IsTransient, added.IsTransient));
        Assert.True(await store.AddMessageAsync("s1", "user", new string('x', 400_000)));
        Assert.Single(await memory.GetChatHistoryAsync("s1"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_silent_is_named()
    {
        using var nobody = new RemoteSession("127.0.0.1:1", "s1");
        var away = await Assert.ThrowsAsync<AgentException>(() => nobody.ChatAsync("hi"));
        Assert.Contains("http://127.0.0.1:1/agent cannot be reached", away.Message, StringComparison.Ordinal);
        Assert.Equal(AgentFailure.Unavailable, away.Failure);
        Assert.False(await nobody.IsHealthyAsync());

        await using var host = await ApiHost.StartAsync(new MemorySessionStore(), new SilentAgent());
        using var silent = new RemoteSession(host.Address, "s1", new() { Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(AgentFailure.TimedOut, (await Assert.ThrowsAsync<AgentException>(() => silent.ChatAsync("hi"))).Failure);
        Assert.Throws<ArgumentException>(static () => new RemoteSession("ftp://x", "s1"));
    }

    [Fact]
    public async Task Questions_of_one_session_run_one_after_another_and_nothing_stays_behind()
    {
        var store = new MemorySessionStore();
        await using var host = await ApiHost.StartAsync(store, new EchoAgent());
        using var client = host.Client();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => PostAsync(client, $$"""{"query":"q{{number}}","session_id":"s1"}""")));

        var history = await store.GetChatHistoryAsync("s1");
        Assert.Equal(40, history.Count);
        for (var index = 0; index < 40; index += 2) Assert.Equal("echo " + history[index].Content, history[index + 1].Content);
        await Eventually.TrueAsync(() => host.Get<RemoteSessions>().Count == 0, "no session is in use");
    }

    [Theory]
    [InlineData("", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("{\"session_id\":\"s\"}", "application/json", 400)]
    [InlineData("{\"query\":\"\"}", "application/json", 400)]
    [InlineData("{\"query\":\"hi\",\"session_id\":5}", "application/json", 400)]
    [InlineData("{\"query\":\" \"}", "application/json", 400)]
    [InlineData("{\"query\":\"hi\",\"sessionId\":\"s\"}", "application/json", 400)]
    [InlineData("{\"query\":\"hi\",\"query\":\"ho\"}", "application/json", 400)]
    [InlineData("{\"query\":\"hi \\ud800\"}", "application/json", 400)]
    [InlineData("{\"query\":\"hi\"}", "text/plain", 415)]
    [InlineData("query=hi", "application/x-www-form-urlencoded", 415)]
    public async Task Garbage_is_refused_with_a_reason(string body, string type, int status)
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore());
        using var client = host.Client();

        using var response = await client.PostAsync("/agent", new StringContent(body, Encoding.UTF8, type));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString()!);
    }

    [Theory]
    [InlineData("{}", "\"role\"")]
    [InlineData("[]", "JSON object")]
    [InlineData("5", "JSON object")]
    [InlineData("null", "JSON object")]
    [InlineData("{\"content\":\"x\"}", "\"role\"")]
    [InlineData("{\"role\":\"\",\"content\":\"x\"}", "\"role\" is blank")]
    [InlineData("{\"role\":\" \",\"content\":\"x\"}", "\"role\" is blank")]
    [InlineData("{\"role\":5,\"content\":\"x\"}", "\"role\"")]
    [InlineData("{\"role\":\"user\"}", "\"content\"")]
    [InlineData("{\"role\":\"user\",\"content\":null}", "\"content\"")]
    [InlineData("{\"role\":\"user\",\"content\":5}", "\"content\"")]
    [InlineData("{\"role\":\"user\",\"content\":{}}", "\"content\"")]
    [InlineData("{\"role\":\"\\ud800\",\"content\":\"x\"}", "\"role\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"metadata\":5}", "\"metadata\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"metadata\":[]}", "\"metadata\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"metadata\":{\"k\":1,\"k\":2}}", "\"metadata.k\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"tool_calls\":{}}", "\"tool_calls\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"tool_calls\":[5]}", "\"tool_calls\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"tool_call_id\":5}", "\"tool_call_id\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"timestamp\":{}}", "\"timestamp\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"content\":\"y\"}", "\"content\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"meta\":{}}", "There is no field \"meta\"; there are role, content, timestamp, metadata, tool_calls, tool_call_id")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"meta data\":{}}", "There is no field \"meta data\"; there are")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"session_id\":\"s2\"}", "There is no field \"session_id\"")]
    [InlineData("{\"role\":\"user\",\"content\":\"x\"} and more", "JSON object")]
    [InlineData("{\"role\":\"user\",", "JSON object")]
    [InlineData("", "JSON object")]
    public async Task What_is_no_message_is_refused_by_its_field_and_not_stored(string body, string reason)
    {
        var store = new MemorySessionStore();
        await using var host = await ApiHost.StartAsync(store);
        using var client = host.Client();

        using var response = await client.PostAsync("/sessions/messages?session_id=s1", Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(await store.SessionExistsAsync("s1"));
    }

    [Fact]
    public async Task A_message_with_everything_is_stored_as_it_was_sent()
    {
        var store = new MemorySessionStore();
        await using var host = await ApiHost.StartAsync(store);
        using var client = host.Client();
        string[] messages =
        [
            """{"role":"assistant","content":null,"timestamp":1.5,"tool_calls":[{"id":"1"}],"metadata":{"k":["v"]}}""",
            """{"role":"tool","content":"found","timestamp":"2026-01-02T03:04:05Z","tool_call_id":"1"}""",
            """{"role":"user","content":[{"type":"text","text":"hi"}],"metadata":{"half":"\ud800"}}""",
        ];

        foreach (var message in messages) (await client.PostAsync("/sessions/messages?session_id=s1", Json(message))).EnsureSuccessStatusCode();

        var history = await store.GetChatHistoryAsync("s1");
        Assert.Equal(["", "found", """[{"type":"text","text":"hi"}]"""], history.Select(static message => message.Content));
        Assert.Equal(("1", "1", "\ufffd"), (history[0].Metadata.ToolCalls!.Value[0].GetProperty("id").GetString(), history[1].Metadata.ToolCallId, history[2].Metadata.GetString("half")));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/sessions/messages?session_id=s1&session_id=s2", Json(messages[1]))).StatusCode);
    }

    [Fact]
    public async Task Sentences_of_the_api_are_for_its_callers()
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore());
        using var client = host.Client();
        var tooLong = new string('s', 600);

        foreach (var query in new[] { "", "?session_id=", $"?session_id={tooLong}", $"?session_id=a&max_messages=x" })
            Assert.DoesNotContain("Parameter", await SentenceAsync(client.GetAsync($"/sessions/messages{query}")), StringComparison.Ordinal);
        foreach (var session in new[] { tooLong, "\\ud800" })
            Assert.DoesNotContain("Parameter", await SentenceAsync(client.PostAsync("/agent", Json($$"""{"query":"hi","session_id":"{{session}}"}"""))), StringComparison.Ordinal);

        static async Task<string> SentenceAsync(Task<HttpResponseMessage> answer)
        {
            using var response = await answer;
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString()!;
        }
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused()
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore(), null, "Api:MaxRequestBytes=2000");
        using var client = host.Client();

        using var response = await client.PostAsync("/agent", new StringContent($$"""{"query":"{{new string('a', 5_000)}}"}""", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_sessions_of_chat_users_are_closed()
    {
        var store = new MemorySessionStore();
        await store.AddMessageAsync("bot_telegram_1", "user", "secret");
        await using var host = await ApiHost.StartAsync(store);
        using var client = host.Client();
        using var remote = new HttpSessionStore(host.Address);

        using var answer = await client.PostAsync("/agent", Json("""{"query":"hi","session_id":"bot_telegram_1"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await Assert.ThrowsAsync<SessionStoreException>(async () => await remote.GetChatHistoryAsync("bot_telegram_1"));
        Assert.True(await remote.AddMessageAsync("mine", "user", "hi"));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Without_a_key_nobody_gets_in_through_a_proxy_or_a_foreign_page(string header, string value)
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore());
        using var client = host.Client();
        client.DefaultRequestHeaders.Add(header, value);

        using var answer = await client.PostAsync("/agent", Json("""{"query":"hi"}"""));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task With_a_key_only_its_holder_gets_in_and_to_everything()
    {
        var store = new MemorySessionStore();
        await store.AddMessageAsync("bot_telegram_1", "user", "secret");
        await using var host = await ApiHost.StartAsync(store, null, $"Api:Key={Key}");

        foreach (var wrong in new[] { null, "wrong", Key + "x" })
        {
            using var client = host.Client(wrong);
            foreach (var path in new[] { "/agent/health", "/sessions?session_id=bot_telegram_1", "/sessions/messages?session_id=bot_telegram_1" })
            {
                using var answer = await client.GetAsync(path);
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            }
        }

        using var remote = new HttpSessionStore(host.Address, Key);
        Assert.Equal("secret", Assert.Single(await remote.GetChatHistoryAsync("bot_telegram_1")).Content);
        using var session = new RemoteSession(host.Address, "s", new() { Key = "wrong" });
        Assert.Equal(AgentFailure.KeyRejected, (await Assert.ThrowsAsync<AgentException>(() => session.IsHealthyAsync())).Failure);
    }

    [Fact]
    public async Task A_session_token_opens_its_session_only_and_can_be_taken_back()
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore(), null, $"Api:Key={Key}", $"Api:TokenKeys:k1={Signing}", "Api:TokenKey=k1");
        using var owner = host.Client(Key);
        using var issued = await owner.PostAsync("/tokens", Json("""{"session_id":"mine","lifetime_seconds":60}"""));
        var token = (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;

        using var mine = new RemoteSession(host.Address, "mine", new() { Key = token });
        using var yours = new RemoteSession(host.Address, "yours", new() { Key = token });
        Assert.NotEmpty(await mine.ChatAsync("hi"));
        Assert.Equal(AgentFailure.KeyRejected, (await Assert.ThrowsAsync<AgentException>(() => yours.ChatAsync("hi"))).Failure);
        using var holder = host.Client(token);
        using var more = await holder.PostAsync("/tokens", Json("""{"session_id":"mine","lifetime_seconds":60}"""));
        Assert.Equal(HttpStatusCode.Forbidden, more.StatusCode);
        using var endless = await owner.PostAsync("/tokens", Json("""{"session_id":"mine"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, endless.StatusCode);

        using var revoke = new HttpRequestMessage(HttpMethod.Delete, "/tokens") { Content = Json("""{"session_id":"mine"}""") };
        using var revoked = await owner.SendAsync(revoke);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Contains("revoked", (await Assert.ThrowsAsync<AgentException>(() => mine.ChatAsync("hi"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_holder_of_a_token_speaks_for_its_user_and_for_nobody_else()
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore(), null, $"Api:Key={Key}", $"Api:TokenKeys:k1={Signing}", "Api:TokenKey=k1");
        using var owner = host.Client(Key);
        await PostAsync(owner, """{"query":"My name is Alice","session_id":"s1","user_id":"alice"}""");

        using var alice = host.Client(await TokenAsync("""{"session_id":"s2","lifetime_seconds":60,"user_id":"alice"}"""));
        Assert.Contains("Alice", (await PostAsync(alice, """{"query":"What is my name?","session_id":"s2"}""")).GetProperty("response").GetString(), StringComparison.Ordinal);
        using var anyone = host.Client(await TokenAsync("""{"session_id":"s3","lifetime_seconds":60}"""));
        using var claimed = await anyone.PostAsync("/agent", Json("""{"query":"What is my name?","session_id":"s3","user_id":"alice"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, claimed.StatusCode);
        Assert.DoesNotContain("Alice", (await PostAsync(anyone, """{"query":"What is my name?","session_id":"s3"}""")).GetProperty("response").GetString(), StringComparison.Ordinal);

        async Task<string?> TokenAsync(string request)
        {
            using var issued = await owner.PostAsync("/tokens", Json(request));
            return (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        }
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> PostAsync(HttpClient client, string json)
    {
        using var response = await client.PostAsync("/agent", Json(json));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private sealed class EchoAgent : IAgent
    {
        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return "echo ";
            await Task.Yield();
            yield return request.Prompt;
        }
    }

    private sealed class GatedAgent : IAgent
    {
        private readonly TaskCompletionSource _gate = new();
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public void Open() => _gate.SetResult();

        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _asked);
            await _gate.Task.WaitAsync(cancellationToken);
            yield return "Noted.";
        }
    }

    private sealed class ReadingAgent : IAgent
    {
        private readonly TaskCompletionSource _gate = new();

        public void Open() => _gate.SetResult();

        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var reads = request.Prompt.Contains("JSON array", StringComparison.Ordinal);
            if (reads) await _gate.Task.WaitAsync(cancellationToken);
            yield return reads ? """[{"text": "I collect stamps", "quality": 0.9}]""" : "Nice.";
            yield return new AgentUpdate.Usage(reads ? "reader" : "talker", reads ? 100 : 10, 1);
        }
    }

    private sealed class FailingAgent : IAgent
    {
        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return "half ";
            await Task.Yield();
            throw new AgentException("The model is on holiday.");
        }
    }

    private sealed class SilentAgent : IAgent
    {
        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield break;
        }
    }
}
