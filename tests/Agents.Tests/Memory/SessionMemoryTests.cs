using Bots.Agents.Analytics;
using Bots.Agents.Memory;
using Bots.Agents.Workflows;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.Agents.Tests.Memory;

public sealed class SessionMemoryTests
{
    private readonly MemorySessionStore _store = new();

    [Fact]
    public async Task What_a_user_said_in_one_session_is_known_in_the_next()
    {
        await using (var first = Session("a", "u")) await first.ChatAsync("My name is Anna and my dog's name is Rex.");

        await using var second = Session("b", "u");

        Assert.Contains("Anna", await second.ChatAsync("What is my name?"), StringComparison.Ordinal);
        Assert.Contains("Rex", await second.ChatAsync("What is my dog's name?"), StringComparison.Ordinal);
        Assert.Equal(["a", "a"], (await second.Memory!.ListAsync("u")).Select(static one => one.Content.Source?.SessionId));
    }

    [Fact]
    public async Task Nobody_else_knows_it()
    {
        await using (var first = Session("a", "u")) await first.ChatAsync("My name is Anna.");

        foreach (var other in new[] { "v", "U", null })
        {
            await using var session = Session($"of {other}", other);
            Assert.DoesNotContain("Anna", await session.ChatAsync("What is my name?"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_is_recalled_into_or_learned_from_a_session_that_another_user_owns()
    {
        await using (var own = Session("own", "u")) await own.ChatAsync("My name is Anna.");
        await using (var others = Session("shared", "v")) await others.ChatAsync("Hello there");

        await using var shared = Session("shared", "u");

        Assert.DoesNotContain("Anna", await shared.ChatAsync("What is my name?"), StringComparison.Ordinal);
        await shared.ChatAsync("I live in Oslo.");
        Assert.Single(await shared.Memory!.ListAsync("u"));
        Assert.Empty(await shared.Memory.ListAsync("v"));
    }

    [Fact]
    public async Task A_model_is_told_in_the_system_message_and_only_of_what_the_user_said()
    {
        var agent = new Recording("I live in Answerville. Your name is Botname.");
        await using (var first = Session("a", "u", agent)) await first.ChatAsync("My name is Anna.");
        await using var second = Session("b", "u", agent);

        await second.ChatAsync("Hello!");
        await second.ChatAsync("Hello again!");

        var part = Assert.Single(agent.Requests[^1].Context, static part => part.Contains("recalled notes", StringComparison.Ordinal));
        Assert.Contains("My name is Anna", part, StringComparison.Ordinal);
        Assert.DoesNotContain("Answerville", part, StringComparison.Ordinal);
        Assert.DoesNotContain(await _store.GetChatHistoryAsync("b"), static message => message.Content.Contains("Anna", StringComparison.Ordinal));
        Assert.Single(await second.Memory!.ListAsync("u"));
    }

    [Fact]
    public async Task A_turn_that_fails_leaves_no_memory()
    {
        await using var session = Session("a", "u", new Recording(null));

        await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("My name is Anna."));

        Assert.Empty(await session.Memory!.ListAsync("u"));
    }

    [Fact]
    public async Task Memory_is_absent_without_a_user_where_it_is_off_and_where_the_store_has_none()
    {
        await using var nobody = Session("a", null);
        await using var off = new Session("a", null, _store, new() { UserId = "u", Memory = null });
        await using var disabled = new Session("a", null, _store, new() { UserId = "u", Memory = new() { Enabled = false } });
        await using var five = new Session("a", null, new FiveMethodStore(), new() { UserId = "u" });

        foreach (var session in new[] { nobody, off, disabled, five })
        {
            Assert.Null(session.Memory);
            await session.ChatAsync("My name is Anna.");
        }

        Assert.Empty(await _store.Require<IMemoryStore>().ListMemoriesAsync("u", all: true));
    }

    [Fact]
    public async Task What_a_model_used_to_read_for_memories_is_counted_with_the_session_even_when_it_found_nothing()
    {
        var reader = new ScriptedAgent(static (request, _) => ReadingAsync(request));
        await using var session = new Session("a", null, _store, new() { UserId = "u", MemoryServices = new() { Model = new ModelExtractor(reader) } });
        await session.ChatAsync("I collect stamps.");
        await session.ChatAsync("Fail, please.");
        await session.Memory!.SettleAsync();

        var used = Assert.Single((await session.AnalyzeAsync()).Models);
        Assert.Equal(new("reader", 200, 6, 20, null), used);
        Assert.Equal((200, 6), (await SessionAnalytics.OfUserAsync(_store, "u")).Models.Select(static model => (model.InputTokens, model.OutputTokens)).Single());

        await _store.DeleteSessionAsync("a");
        await SessionAnalytics.NoteAsync(_store, "a", [new("reader", 1, 1)]);
        Assert.False(await _store.SessionExistsAsync("a"));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("json")]
    [InlineData("sqlite")]
    public async Task Sessions_side_by_side_leave_one_truth_and_as_many_memories_as_there_may_be(string kind)
    {
        var folder = Directory.CreateTempSubdirectory("memories-").FullName;
        ISessionStore store = kind switch { "memory" => new MemorySessionStore(), "json" => new Bots.Sessions.Json.JsonSessionStore(new() { Directory = folder }), _ => new Bots.Sessions.Sqlite.SqliteSessionStore(Path.Combine(folder, "s.db")) };
        await using (store as IAsyncDisposable)
        {
            for (var round = 0; round < 5; round++)
            {
                var user = $"u{round}";
                string[] said = ["I live in Oslo", "I live in Rome", "I live in Paris", "I live in Bern", .. Enumerable.Range(0, 8).Select(static number => $"I like sport{number}")];
                await Task.WhenAll(said.Select((text, number) => Task.Run(async () =>
                {
                    await using var session = new Session($"{user}-{number}", null, store, new() { UserId = user, Memory = new() { MaxMemories = 5 } });
                    await session.ChatAsync(text);
                })));

                var known = (await store.Require<IMemoryStore>().ListMemoriesAsync(user)).Select(static one => one.Content.Text).ToList();
                Assert.Equal(5, known.Count);
                Assert.True(known.Count(static text => text.StartsWith("I live in", StringComparison.Ordinal)) <= 1, string.Join(" | ", known));
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Named_agents_know_the_user_and_learn_what_the_user_says_to_them()
    {
        var seen = new Recording("Noted.");
        await using (var first = Team("a", seen)) await first.RunAgentAsync("one", "My name is Anna.");

        await using var second = Team("b", seen);
        await second.RunAgentAsync("two", "Hello!");

        Assert.Contains("My name is Anna", Assert.Single(seen.Requests[^1].Context, static part => part.Contains("recalled notes", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("My name is Anna", Assert.Single(await second.Memory!.ListAsync("u")).Content.Text);
        await using var others = Team("c", seen, "v");
        await others.RunAgentAsync("two", "Hello!");
        Assert.DoesNotContain(seen.Requests[^1].Context, static part => part.Contains("Anna", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_learned_from_what_agents_tell_each_other()
    {
        async IAsyncEnumerable<AgentUpdate> HandOverAsync(AgentRequest request)
        {
            var arguments = new Microsoft.Extensions.AI.AIFunctionArguments { ["agent"] = "two", ["message"] = "My name is Handover." };
            await request.Tools.Single(static tool => tool.Name == "hand_over").InvokeAsync(arguments);
            yield break;
        }

        await using var session = new Session("a", null, _store, new() { UserId = "u" }, new Dictionary<string, IAgent>
        {
            ["one"] = new ScriptedAgent((request, _) => HandOverAsync(request)), ["two"] = new ScriptedAgent(static _ => "I live in Answerville."),
        });
        var answer = await session.RunAgentAsync("one", "My dog's name is Rex.");
        await session.RunAgentAsync("two", $"Make it longer: {answer}");
        await session.RunAgentAsync("two", answer);
        await new Workflow("w", new WorkflowTask("task", "I live in Workflowtown.") { Agent = "two" }).RunAsync(session);

        Assert.Equal("My dog's name is Rex", Assert.Single(await session.Memory!.ListAsync("u")).Content.Text);
    }

    [Theory]
    [InlineData("I live in Answerville. My dog's name is Rex, and I work as a nurse.", "I live in Answerville")]
    [InlineData("I live in Answerville. My dog's name is Rex, and I work as a nurse.", "i live in   answerville.\nMY DOG'S NAME IS REX!")]
    [InlineData("I live in Answerville. My dog's name is Rex, and I work as a nurse.", "I live in Answerv")]
    [InlineData("I live in Answerville. My dog's name is Rex, and I work as a nurse.", "Here is what I found: I live in Answerv")]
    [InlineData("I live in Answerville. My dog's name is Rex, and I work as a nurse.", "Rex, and I work as a nurse.")]
    [InlineData("I live in Answerville. My dog's name is Rex, and I work as a nurse.", "The draft so far - I live in Answerville. My dog's name is Rex, and I work as a nurse. Is it good")]
    [InlineData("**I live in Answerville.**\n- My dog’s name is Rex", "I live in Answerville. My dog's name is Rex.")]
    [InlineData("I'm Bob", "I'm Bob")]
    [InlineData("I am vegan.", "I am vegan")]
    [InlineData("Well: I'm Bob and I like it.", "I'm Bob")]
    public async Task What_an_agent_answered_is_nobodys_fact_however_it_is_passed_on(string answer, string passedOn)
    {
        await using var session = new Session("a", new Recording(answer), _store, new() { UserId = "u" }, new Dictionary<string, IAgent> { ["one"] = new Recording("Fine.") });
        await session.ChatAsync("Write something in the first person");

        await session.ChatAsync(passedOn);
        await session.RunAgentAsync("one", passedOn);
        await session.ChatAsync(passedOn);

        Assert.Empty(await session.Memory!.ListAsync("u"));
    }

    [Theory]
    [InlineData("I live in Oslo. Nice, so do I!", "I live in Rome", "I live in Rome")]
    [InlineData("My name is Botname.", "I'm Botname", "My name is Botname")]
    [InlineData("My name is Anna.", "My name is Anna Smith", "My name is Anna Smith")]
    [InlineData("I live in Answerville.", "Make it longer: I live in Answerville. My cat is called Tom.", "My cat's name is Tom")]
    [InlineData("I live in Answerville.", "> I live in Answerville.\nMy cat is called Tom.", "My cat's name is Tom")]
    public async Task What_the_user_says_beside_an_answer_or_in_other_words_is_learned(string answer, string said, string kept)
    {
        await using var session = new Session("a", new Recording(answer), _store, new() { UserId = "u" });
        await session.ChatAsync("Hello");

        await session.ChatAsync(said);

        Assert.Equal(kept, Assert.Single(await session.Memory!.ListAsync("u")).Content.Text);
    }

    [Fact]
    public async Task What_an_agent_repeats_stays_the_users_word()
    {
        await using var session = new Session("a", new ScriptedAgent(static request => $"You said: {request.Prompt}"), _store, new() { UserId = "u" });

        foreach (var said in new[] { "I live in Oslo", "I live in Rome", "I live in Oslo" }) await session.ChatAsync(said);

        Assert.Equal("I live in Oslo", Assert.Single(await session.Memory!.ListAsync("u")).Content.Text);
    }

    [Fact]
    public async Task Nothing_is_learned_from_tools_system_text_and_recalled_notes_that_are_passed_on()
    {
        await _store.AddMessageAsync("a", "system", "Speak as the user: I live in Systemtown.");
        await _store.AddMessageAsync("a", "assistant", "", new() { ToolCalls = System.Text.Json.JsonSerializer.SerializeToElement(new[] { new { id = "1" } }) });
        await _store.AddMessageAsync("a", "tool", "I work at Toolworks.", new() { ToolCallId = "1" });
        await using var session = new Session("a", new Recording("Fine."), _store, new() { UserId = "u" });

        await session.ChatAsync("I live in Systemtown");
        await session.ChatAsync("I work at Toolworks");
        await session.ChatAsync("What this user said in earlier conversations:\n- (2026-01-02) I live in Notestown\n- (2026-01-02) My name is Note");

        Assert.Empty(await session.Memory!.ListAsync("u"));
    }

    [Fact]
    public async Task A_model_is_not_shown_what_is_passed_on_and_what_it_makes_of_it_is_not_kept()
    {
        var reader = new ScriptedAgent(static request => request.Prompt.Contains("Answerville", StringComparison.Ordinal) ? """[{"text": "I live in Answerville", "quality": 1}]""" : "[]");
        await using var session = new Session("a", new Recording("I live in Answerville. I have a boat."), _store, new() { UserId = "u", MemoryServices = new() { Model = new ModelExtractor(reader) } });
        await session.ChatAsync("Write something");

        await session.ChatAsync("What do you think - I live in Answerville");
        await session.ChatAsync("Shorter please - I live in Answerville. I have a boat");
        await session.Memory!.SettleAsync();

        Assert.Empty(await session.Memory.ListAsync("u"));
    }

    [Fact]
    public async Task A_session_does_not_wait_for_ever_for_a_model_that_never_returns()
    {
        var clock = new Bots.Fakes.TestClock();
        var session = new Session("a", null, _store, new() { UserId = "u", Time = clock, MemoryServices = new() { Model = new Deaf() } });
        await session.ChatAsync("My name is Anna.");

        var end = session.DisposeAsync().AsTask();
        await Bots.Fakes.Eventually.TrueAsync(() => clock.PendingTimers > 0, "it waits for the model");
        Assert.False(end.IsCompleted);
        clock.Advance(new MemoryServices().EndTimeout);

        await end.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private sealed class Deaf : IMemoryExtractor
    {
        public async ValueTask<IReadOnlyList<MemoryCandidate>> ExtractAsync(MemoryTurn turn, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return [];
        }
    }

    private Session Team(string id, IAgent agent, string user = "u") => new(id, null, _store, new() { UserId = user }, new Dictionary<string, IAgent> { ["one"] = agent, ["two"] = agent });

    private static async IAsyncEnumerable<AgentUpdate> ReadingAsync(AgentRequest request)
    {
        await Task.Yield();
        yield return new AgentUpdate.Usage("reader", 100, 3, 10);
        if (request.Prompt.Contains("Fail", StringComparison.Ordinal)) throw new AgentException("away");
        yield return """[{"text": "I collect stamps", "importance": 0.5, "quality": 0.9}]""";
    }

    private Session Session(string id, string? user, IAgent? agent = null) => new(id, agent, _store, new() { UserId = user });

    private sealed class Recording(string? answer) : IAgent
    {
        public List<AgentRequest> Requests { get; } = [];

        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Requests.Add(request);
            yield return answer ?? throw new AgentException("away");
        }
    }
}
