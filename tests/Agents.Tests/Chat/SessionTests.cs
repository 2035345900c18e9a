using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.Agents.Tests.Chat;

public sealed class SessionTests
{
    [Fact]
    public async Task Without_an_id_the_same_object_remembers()
    {
        await using var session = new Session();

        await session.ChatAsync("My name is Alice");

        Assert.Equal("Your name is Alice.", await session.ChatAsync("What's my name?"));
        Assert.IsType<MemorySessionStore>(session.Store);
        Assert.False(File.Exists($"data/sessions/{session.Id}.json"));
    }

    [Fact]
    public async Task Without_an_id_a_new_object_has_no_history()
    {
        await using var first = new Session();
        await first.ChatAsync("My name is Alice");
        await using var second = new Session();

        Assert.Empty(await second.GetHistoryAsync());
        Assert.NotEqual(first.Id, second.Id);
        Assert.DoesNotContain("Alice", await second.ChatAsync("What's my name?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_id_and_a_store_a_new_object_goes_on()
    {
        var store = new MemorySessionStore();
        await using (var first = new Session("alice", store: store)) await first.ChatAsync("My name is Alice");

        await using var second = new Session("alice", store: store);
        await using var other = new Session("bob", store: store);

        Assert.Equal("Your name is Alice.", await second.ChatAsync("What's my name?"));
        Assert.DoesNotContain("Alice", await other.ChatAsync("What's my name?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_id_and_no_store_it_is_kept_in_the_default_json_store()
    {
        var id = $"default-store-{Guid.NewGuid():N}";
        await using (var first = new Session(id)) await first.ChatAsync("My name is Alice");
        await using var second = new Session(id);

        try
        {
            Assert.Equal("Your name is Alice.", await second.ChatAsync("What's my name?"));
            Assert.True(File.Exists($"data/sessions/{id}.json"));
        }
        finally
        {
            await second.Store.DeleteSessionAsync(id);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turn_is_the_prompt_the_steps_and_the_answer(bool withTurnLog)
    {
        ISessionStore store = withTurnLog ? new MemorySessionStore() : new FiveMethodStore();
        var agent = new ScriptedAgent(static (_, _) => Updates(new AgentUpdate.Step(new("tool", "rain") { Metadata = new() { ToolCallId = "a" } }), "It ", "rains."));
        await using var session = new Session("s", agent, store);

        Assert.Equal("It rains.", await session.ChatAsync("Weather?"));

        var history = await session.GetHistoryAsync();
        Assert.Equal([("user", "Weather?"), ("tool", "rain"), ("assistant", "It rains.")], history.Select(static message => (message.Role, message.Content)));
        Assert.Equal("a", history[1].Metadata.ToolCallId);
    }

    [Fact]
    public async Task The_agent_is_given_the_history_and_the_prompt()
    {
        AgentRequest? seen = null;
        await using var session = new Session("s", new ScriptedAgent(request => (seen = request).Prompt + "!"), new MemorySessionStore(), new() { HistoryMessages = 2 });
        foreach (var prompt in new[] { "One", "Two", "Three" }) await session.ChatAsync(prompt);

        Assert.Equal("Three", seen!.Prompt);
        Assert.Equal(["Two", "Two!"], seen.History.Select(static message => message.Content));
    }

    [Fact]
    public async Task Text_streams_and_is_stored_when_the_stream_has_ended()
    {
        await using var session = new Session(agent: new ScriptedAgent(static (_, _) => Updates("a", "b", "c")));

        var pieces = new List<string>();
        await foreach (var piece in session.StreamAsync("Go")) pieces.Add(piece);

        Assert.Equal(["a", "b", "c"], pieces);
        Assert.Equal("abc", (await session.GetHistoryAsync())[^1].Content);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turn_that_fails_leaves_no_half_turn(bool withTurnLog)
    {
        ISessionStore store = withTurnLog ? new MemorySessionStore() : new FiveMethodStore();
        await using var session = new Session("s", new ScriptedAgent(static (_, _) => ScriptedAgent.ThenFailAsync(new AgentException("No."), "Half an")), store);

        await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("Hi"));

        Assert.Empty(await session.GetHistoryAsync());
    }

    [Fact]
    public async Task A_stream_that_is_not_read_to_its_end_leaves_no_half_turn()
    {
        await using var session = new Session(agent: new ScriptedAgent(static (_, _) => Updates("a", "b")));

        await foreach (var _ in session.StreamAsync("Hi")) break;

        Assert.Empty(await session.GetHistoryAsync());
    }

    [Fact]
    public async Task Cancelling_is_prompt_even_when_the_agent_does_not_listen()
    {
        await using var session = new Session(agent: new ScriptedAgent(static (_, _) => ScriptedAgent.ThenHangAsync("Well")));
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in session.StreamAsync("Hi", stop.Token)) await stop.CancelAsync();
        });

        Assert.Empty(await session.GetHistoryAsync());
    }

    [Fact]
    public async Task A_cancelled_turn_that_still_ends_writes_nothing()
    {
        using var stop = new CancellationTokenSource();
        await using var session = new Session(agent: new ScriptedAgent((_, _) => CancelsAtTheEndAsync(stop)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.ChatAsync("Hi", stop.Token));

        Assert.Empty(await session.GetHistoryAsync());
    }

    [Fact]
    public async Task Parallel_chats_of_one_session_run_in_the_order_of_their_calls()
    {
        var gate = new TaskCompletionSource();
        var agent = new ScriptedAgent((request, token) => ScriptedAgent.WhenAsync(gate.Task, $"{request.History.Count}", token));
        await using var session = new Session(agent: agent, options: new() { HistoryMessages = 1_000 });

        var chats = Enumerable.Range(0, 20).Select(i => session.ChatAsync($"{i}")).ToList();
        gate.SetResult();
        var answers = await Task.WhenAll(chats);

        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"{2 * i}"), answers);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"{i}"), (await session.GetHistoryAsync()).Where(static message => message.Role == "user").Select(static message => message.Content));
    }

    [Fact]
    public async Task The_history_can_be_read_while_an_answer_streams()
    {
        await using var session = new Session(agent: new ScriptedAgent(static (_, _) => Updates("a", "b")));
        await session.ChatAsync("One");

        await foreach (var _ in session.StreamAsync("Two")) Assert.Equal(2, (await session.GetHistoryAsync()).Count);

        Assert.Equal(4, (await session.GetHistoryAsync()).Count);
    }

    [Fact]
    public async Task Giving_up_in_the_line_lets_nobody_overtake()
    {
        var gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        await using var session = new Session(agent: new ScriptedAgent((request, token) => ScriptedAgent.WhenAsync(gate.Task, $"{request.History.Count}", token)));
        var first = session.ChatAsync("first");
        var second = session.ChatAsync("second", stop.Token);
        var third = session.ChatAsync("third");

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult();

        Assert.Equal(("0", "2"), (await first, await third));
    }

    [Fact]
    public async Task Different_sessions_run_side_by_side()
    {
        var waiting = 0;
        var gate = new TaskCompletionSource();
        var agent = new ScriptedAgent((_, token) =>
        {
            Interlocked.Increment(ref waiting);
            return ScriptedAgent.WhenAsync(gate.Task, "done", token);
        });
        var store = new MemorySessionStore();

        var chats = Enumerable.Range(0, 8).Select(i => new Session($"s{i}", agent, store).ChatAsync("Hi")).ToList();
        await Eventually.TrueAsync(() => waiting == 8, "eight turns at once");
        gate.SetResult();

        Assert.All(await Task.WhenAll(chats), static answer => Assert.Equal("done", answer));
    }

    [Fact]
    public async Task The_owner_is_noted()
    {
        var store = new MemorySessionStore();
        await using var session = new Session("s", store: store, options: new() { UserId = "telegram_1" });

        await session.ChatAsync("Hi");

        Assert.Equal("telegram_1", (await store.GetSessionAsync("s"))!.UserId);
    }

    [Fact]
    public async Task A_disposed_session_says_so()
    {
        var session = new Session();
        await session.DisposeAsync();
        await session.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.ChatAsync("Hi"));
    }

    internal static async IAsyncEnumerable<AgentUpdate> Updates(params AgentUpdate[] updates)
    {
        await Task.Yield();
        foreach (var update in updates) yield return update;
    }

    private static async IAsyncEnumerable<AgentUpdate> CancelsAtTheEndAsync(CancellationTokenSource stop)
    {
        yield return "All of it";
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_stream_that_is_read_again_asks_again_in_a_turn_of_its_own()
    {
        var asked = new List<string>();
        await using var session = new Session(agent: new ScriptedAgent(request =>
        {
            asked.Add(request.Prompt);
            return $"answer {asked.Count}";
        }));
        var stream = session.StreamAsync("hello");

        Assert.Equal(["answer 1"], await stream.ToListAsync());
        Assert.Equal(["answer 2"], await stream.ToListAsync());

        Assert.Equal(["hello", "answer 1", "hello", "answer 2"], (await session.GetHistoryAsync()).Select(message => message.Content));
        Assert.Equal(["hello", "hello"], asked);
    }

    [Fact]
    public async Task A_stream_that_failed_in_the_middle_leaves_nothing_of_it_to_the_one_that_is_read_again()
    {
        var tries = 0;
        await using var session = new Session(agent: new ScriptedAgent((_, _) => ++tries == 1
            ? ScriptedAgent.ThenFailAsync(new AgentException("The model broke off."), "half a turn")
            : Updates("the whole answer")));
        var stream = session.StreamAsync("buy one");

        await Assert.ThrowsAsync<AgentException>(async () => await stream.ToListAsync());
        Assert.Equal(["the whole answer"], await stream.ToListAsync());

        Assert.Equal(["buy one", "the whole answer"], (await session.GetHistoryAsync()).Select(message => message.Content));
    }
}
