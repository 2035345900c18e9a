using System.Text.Json;
using Bots.Agents.Workflows;
using Bots.Fakes;
using Bots.Agents.Tests.Models;
using Bots.Fakes.Models;
using Bots.Sessions;
using Bots.Sessions.Memory;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Tests.Chat;

public sealed class ManyAgentsTests
{
    [Theory]
    [InlineData("", true, "blank name")]
    [InlineData(" ", true, "blank name")]
    [InlineData("half", true, "half a character")]
    [InlineData("writer", false, "\"writer\" is null")]
    public void Agents_that_nobody_could_call_are_refused_at_once(string name, bool isThere, string reason)
    {
        // An attribute cannot hold half a character.
        var agents = new Dictionary<string, IAgent> { [name == "half" ? "\ud800" : name] = isThere ? new OfflineAgent() : null! };

        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new Session("s", store: new MemorySessionStore(), agents: agents)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_agent_has_a_history_of_its_own_within_the_session()
    {
        var seen = new Dictionary<string, AgentRequest>();
        IAgent Noting(string name) => new ScriptedAgent(request => $"{name}: {(seen[name] = request).Prompt}");
        await using var session = new Session("s", Noting("main"), new MemorySessionStore(), agents: new Dictionary<string, IAgent> { ["research"] = Noting("research"), ["writer"] = Noting("writer") });

        await session.ChatAsync("One");
        await session.RunAgentAsync("research", "Two");
        await session.RunAgentAsync("writer", "Three");
        await session.RunAgentAsync("research", "Four");
        await session.ChatAsync("Five");

        Assert.Equal(["Two", "research: Two"], seen["research"].History.Select(static message => message.Content));
        Assert.Equal(["One", "main: One"], seen["main"].History.Select(static message => message.Content));
        Assert.Empty(seen["writer"].History);
        Assert.Equal(["Two", "research: Two", "Four", "research: Four"], (await session.GetAgentHistoryAsync("research")).Select(static message => message.Content));
        Assert.Equal(["One", "main: One", "Five", "main: Five"], (await session.GetAgentHistoryAsync(null)).Select(static message => message.Content));
        Assert.Equal(10, (await session.GetHistoryAsync()).Count);
    }

    [Theory]
    [InlineData("memory", 1)]
    [InlineData("sqlite", 1)]
    [InlineData("sqlite", 3)]
    [InlineData("five methods", 1)]
    public async Task Turns_side_by_side_are_numbered_one_by_one_and_every_fifth_gets_its_checkpoint(string kind, int objects)
    {
        var folder = Directory.CreateTempSubdirectory("numbers-").FullName;
        ISessionStore store = kind switch { "memory" => new MemorySessionStore(), "sqlite" => new Bots.Sessions.Sqlite.SqliteSessionStore(Path.Combine(folder, "s.db")), _ => new FiveMethodStore() };
        await using (store as IAsyncDisposable)
        {
            var agents = Enumerable.Range(0, 3).ToDictionary(static number => $"agent{number}", static _ => (IAgent)new ScriptedAgent(static request => $"About {request.Prompt}"));
            var sessions = Enumerable.Range(0, objects).Select(_ => new Session("s", null, store, null, agents)).ToList();
            for (var round = 0; round < 4; round++)
                await Task.WhenAll(agents.Keys.Select((name, number) => Task.Run(() => sessions[number % objects].RunAgentAsync(name, $"topic {round}"))));

            var history = await sessions[0].GetHistoryAsync();
            Assert.Equal(Enumerable.Range(1, 12), history.Select(MessageMarks.InteractionOf).OfType<int>());
            Assert.Equal(12, (await sessions[0].AnalyzeAsync()).Interactions);
            if (kind != "five methods") Assert.Equal(["interaction 5", "interaction 10"], (await sessions[0].ListCheckpointsAsync()).Select(static checkpoint => checkpoint.Label));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_agents_own_window_does_not_suffer_from_what_others_say()
    {
        AgentRequest? seen = null;
        await using var session = new Session("s", new ScriptedAgent(static _ => "chatter"), new MemorySessionStore(), agents: new Dictionary<string, IAgent> { ["quiet"] = new ScriptedAgent(request => (seen = request).Prompt) });
        await session.RunAgentAsync("quiet", "Remember me");
        for (var i = 0; i < 150; i++) await session.ChatAsync("Chatter");

        await session.RunAgentAsync("quiet", "Still there?");

        Assert.Equal(["Remember me", "Remember me"], seen!.History.Select(static message => message.Content));
    }

    [Fact]
    public async Task An_unknown_agent_is_refused_with_the_names_there_are()
    {
        await using var session = new Session(agents: new Dictionary<string, IAgent> { ["writer"] = new OfflineAgent(), ["research"] = new OfflineAgent() });

        var error = await Assert.ThrowsAsync<ArgumentException>(() => session.RunAgentAsync("painter", "Hi"));

        Assert.Contains("no agent \"painter\"; it has: research, writer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Different_agents_run_side_by_side_and_one_agents_turns_in_order()
    {
        var gate = new TaskCompletionSource();
        var running = 0;
        IAgent Waiting() => new ScriptedAgent((request, token) =>
        {
            Interlocked.Increment(ref running);
            return ScriptedAgent.WhenAsync(gate.Task, $"{request.History.Count}", token);
        });
        await using var session = new Session("s", store: new MemorySessionStore(), agents: new Dictionary<string, IAgent> { ["a"] = Waiting(), ["b"] = Waiting() });

        var turns = new[] { "a", "a", "b", "b" }.Select(name => session.RunAgentAsync(name, "Go")).ToList();
        await Eventually.TrueAsync(() => running == 2, "both agents at once");
        gate.SetResult();

        Assert.Equal(["0", "2", "0", "2"], await Task.WhenAll(turns));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Parallel_agents_lose_nothing(bool withTurnLog)
    {
        ISessionStore store = withTurnLog ? new MemorySessionStore() : new FiveMethodStore();
        var agents = Enumerable.Range(0, 5).ToDictionary(static i => $"agent{i}", static i => (IAgent)new ScriptedAgent(static request => $"re {request.Prompt}"));
        await using var session = new Session("s", store: store, agents: agents);

        await Task.WhenAll(agents.Keys.SelectMany(name => Enumerable.Range(0, 10).Select(i => session.RunAgentAsync(name, $"{name} {i}"))));

        foreach (var name in agents.Keys)
            Assert.Equal(Enumerable.Range(0, 10).SelectMany(i => new[] { $"{name} {i}", $"re {name} {i}" }), (await session.GetAgentHistoryAsync(name)).Select(static message => message.Content));
    }

    [Fact]
    public async Task Parallel_updates_of_shared_state_lose_nothing()
    {
        var store = new MemorySessionStore();
        await using var session = new Session("s", store: store);
        await using var same = new Session("s", store: store);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() =>
            (i % 2 == 0 ? session : same).Shared.UpdateAsync<List<int>>("findings", found => [.. found ?? [], i]))));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => session.Shared.IncrementAsync("count"))));

        Assert.Equal(Enumerable.Range(0, 100), (await same.Shared.GetAsync<List<int>>("findings"))!.Order());
        Assert.Equal(50, await same.Shared.GetAsync<int>("count"));
    }

    [Fact]
    public async Task Agents_are_told_what_is_shared()
    {
        AgentRequest? seen = null;
        await using var session = new Session("s", store: new MemorySessionStore(), agents: new Dictionary<string, IAgent> { ["writer"] = new ScriptedAgent(request => (seen = request).Prompt) });
        await session.Shared.SetAsync("outline", "Three parts");

        await session.RunAgentAsync("writer", "Write");
        await session.Shared.SetAsync<string>("outline", null);

        Assert.Contains(seen!.Context, static part => part.Contains("- outline: Three parts", StringComparison.Ordinal));
        Assert.Null(await session.Shared.GetAsync<string>("outline"));
    }

    [Fact]
    public async Task Agents_at_work_side_by_side_share_notes_and_lose_none()
    {
        var agents = Enumerable.Range(0, 5).ToDictionary(static i => $"agent{i}", static i => (IAgent)new ScriptedAgent((request, _) => ShareAsync(request, $"fact {i}")));
        await using var session = new Session("s", store: new MemorySessionStore(), agents: agents);
        await session.Shared.SetAsync("facts", 7);

        await Task.WhenAll(agents.Keys.Select(name => Task.Run(() => session.RunAgentAsync(name, "Go"))));

        Assert.Equal(["7", .. Enumerable.Range(0, 5).Select(static i => $"fact {i}")], (await session.Shared.GetAsync<string>("facts"))!.Split('\n').Order());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task An_agent_hands_over_and_the_answer_is_the_others(string provider)
    {
        await using var server = await ModelServer.StartAsync();
        await using var model = ModelAgents.Create(server, provider);
        AgentRequest? seen = null;
        await using var session = new Session("s", model.Agent, new MemorySessionStore(), agents: new Dictionary<string, IAgent> { ["writer"] = new ScriptedAgent(request => (seen = request).Prompt + " Done.") });
        server.Enqueue(new ModelReply.Tools(new ModelToolCall("c1", "hand_over", """{"agent":"writer","message":"Write about tea."}""")) { Saying = "The writer takes it." });

        var answer = await session.ChatAsync("I need a text about tea");

        Assert.Equal("The writer takes it.\n\nWrite about tea. Done.", answer);
        Assert.Equal("Write about tea.", seen!.Prompt);
        Assert.Single(server.Requests);
        Assert.Equal(["Write about tea.", "Write about tea. Done."], (await session.GetAgentHistoryAsync("writer")).Select(static message => message.Content));

        // Whoever handed over knows the answer, and the provider accepts the history.
        await session.ChatAsync("Shorter, please");
        Assert.Contains("Write about tea. Done.", server.Requests[1].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topics_are_the_users_and_not_those_of_hand_overs_and_workflows()
    {
        AgentRequest? seen = null;
        var agents = new Dictionary<string, IAgent> { ["writer"] = new ScriptedAgent(request => (seen = request).Prompt), ["other"] = new OfflineAgent() };
        await using var session = new Session("s", new ScriptedAgent((request, _) => HandOverAsync(request, "writer", "Zebras cross savannah rivers")), new MemorySessionStore(), agents: agents);
        await session.ChatAsync("Tell me about tea plantations");
        await session.ChatAsync("More about tea plantations");
        await new Workflow("w", new WorkflowTask("a", "Consider kangaroos and {input}") { Agent = "writer" }).RunAsync(session, "wombats");
        await session.RunAgentAsync("writer", "Now coffee");

        await session.RunAgentAsync("writer", "Go on");

        Assert.Contains("\n- Recent topics: coffee\n", seen!.Context[0], StringComparison.Ordinal);
        Assert.Equal(["coffee", "plantations", "tea"], (await session.AnalyzeAsync()).Topics.Order(StringComparer.Ordinal));
        Assert.Equal(["agent", "agent", "program", null, null],
            (await session.GetAgentHistoryAsync("writer")).Where(static message => message.Role == "user").Select(static message => message.Metadata.GetString(MessageMarks.AskedBy)));
    }

    [Fact]
    public async Task Handing_over_to_nobody_is_told_to_the_model()
    {
        await using var server = await ModelServer.StartAsync();
        await using var model = ModelAgents.Create(server, "openai");
        await using var session = new Session("s", model.Agent, agents: new Dictionary<string, IAgent> { ["writer"] = new OfflineAgent() }, store: new MemorySessionStore());
        server.Enqueue(new ModelReply.Tools(new ModelToolCall("c1", "hand_over", """{"agent":"painter","message":"Paint."}""")), new ModelReply.Text("Then I do it myself."));

        Assert.Equal("Then I do it myself.", await session.ChatAsync("Paint something"));
        Assert.Contains("There are: writer.", server.Requests[1].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_that_hand_over_to_each_other_end()
    {
        var agents = new Dictionary<string, IAgent>();
        agents["a"] = new ScriptedAgent((request, _) => HandOverAsync(request, "b"));
        agents["b"] = new ScriptedAgent((request, _) => HandOverAsync(request, "a"));
        await using var session = new Session("s", store: new MemorySessionStore(), agents: agents);

        Assert.EndsWith("I keep it.", await session.RunAgentAsync("a", "Go"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_after_handing_over_leaves_no_half_turn()
    {
        await using var session = new Session("s", new ScriptedAgent((request, _) => HandOverAsync(request, "b")), new MemorySessionStore(),
            agents: new Dictionary<string, IAgent> { ["b"] = new ScriptedAgent(static (_, _) => ScriptedAgent.ThenFailAsync(new AgentException("No."), "Half an")) });

        await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("Go"));

        Assert.Empty(await session.GetHistoryAsync());
    }

    private static async IAsyncEnumerable<AgentUpdate> ShareAsync(AgentRequest request, string note)
    {
        await request.Tools.Single(static tool => tool.Name == "share").InvokeAsync(new AIFunctionArguments { ["topic"] = "facts", ["note"] = note });
        yield return "Shared.";
    }

    private static async IAsyncEnumerable<AgentUpdate> HandOverAsync(AgentRequest request, string to, string message = "Go on")
    {
        if (request.Tools.FirstOrDefault(static tool => tool.Name == "hand_over") is { } tool)
            await tool.InvokeAsync(new AIFunctionArguments { ["agent"] = to, ["message"] = message });
        else
            yield return "I keep it.";
    }
}
