using Bots.Agents.Workflows;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.Agents.Tests.Workflows;

/// <summary>Workflows in sessions that were taken back: what is asked again is written again, and nothing twice.</summary>
public sealed class WorkflowBackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workflows-back-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sqlite", "checkpoint")]
    [InlineData("sqlite", "version")]
    [InlineData("sqlite", "file")]
    [InlineData("sqlite", "clear")]
    [InlineData("json", "checkpoint")]
    [InlineData("json", "version")]
    [InlineData("json", "file")]
    [InlineData("json", "clear")]
    [InlineData("memory", "checkpoint")]
    [InlineData("memory", "version")]
    [InlineData("memory", "file")]
    [InlineData("memory", "clear")]
    public async Task After_going_back_it_runs_anew_and_its_turns_stand_in_the_history(string kind, string way)
    {
        var store = Open(kind);
        await using var owner = store as IAsyncDisposable;
        await using var session = new Session("s", new ScriptedAgent(static request => $"re {request.Prompt}"), store, new() { CheckpointEvery = 0 });
        await session.ChatAsync("Before");
        var file = Path.Combine(_folder, "s.json");
        await session.CreateCheckpointAsync("start");
        await session.SaveVersionAsync("start");
        await session.SaveAsync(file);
        var workflow = new Workflow("w", new WorkflowTask("plan", "Plan {input}"), new WorkflowTask("draft", "Draft {plan}") { DependsOn = ["plan"] });

        foreach (var input in new[] { "tea", "coffee", "milk" })
        {
            var result = await workflow.RunAsync(session, input);

            Assert.Equal((1, 0), (result.Run, result.Resumed));
            Assert.Equal([$"Plan {input}", $"re Plan {input}", $"Draft re Plan {input}", $"re Draft re Plan {input}"], (await session.GetHistoryAsync()).TakeLast(4).Select(static message => message.Content));
            Assert.Equal(way == "clear" && input != "tea" ? 4 : 6, (await session.GetHistoryAsync()).Count);
            await (way switch
            {
                "checkpoint" => session.RestoreCheckpointAsync("start"),
                "version" => session.RestoreVersionAsync(1),
                "file" => session.LoadAsync(file),
                _ => session.ClearAsync(),
            });
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    [InlineData("memory")]
    public async Task After_going_back_to_the_middle_of_a_run_the_rest_of_it_is_written_again(string kind)
    {
        var store = Open(kind);
        await using var owner = store as IAsyncDisposable;
        var asked = 0;
        await using var session = new Session("s", new ScriptedAgent(_ => $"answer {++asked}"), store, new() { CheckpointEvery = 0 });
        var fails = true;
        var workflow = new Workflow("w",
            new WorkflowTask("plan", "Plan"),
            new WorkflowTask("mark", static async (work, token) => (await work.Session.CreateCheckpointAsync("middle", token)).Id) { DependsOn = ["plan"] },
            new WorkflowTask("draft", "Draft {plan}") { DependsOn = ["mark"] },
            new WorkflowTask("end", (_, _) => fails ? throw new InvalidOperationException("No luck.") : Task.FromResult("end")) { DependsOn = ["draft"] }) { Lease = TimeSpan.FromSeconds(1) };
        await Assert.ThrowsAsync<WorkflowException>(() => workflow.RunAsync(session));
        await session.RestoreCheckpointAsync("middle");
        fails = false;

        var result = await workflow.RunAsync(session);

        Assert.Equal(("answer 1", "answer 3"), (result.Results["plan"], result.Results["draft"]));
        Assert.Equal(["Plan", "answer 1", "Draft answer 1", "answer 3"], (await session.GetHistoryAsync()).Select(static message => message.Content));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_several_runners_that_do_a_task_at_once_one_is_written_and_all_get_its_answer(bool wasTakenBack)
    {
        var (store, asked, gate) = (new MemorySessionStore(), 0, new TaskCompletionSource());
        await using var session = Runner();
        await session.ChatAsync("Before");
        await session.CreateCheckpointAsync("start");
        if (wasTakenBack)
        {
            await session.AskAsync(null, "Do it", new("task", TimeProvider.System), default);
            await session.RestoreCheckpointAsync("start");
        }

        var before = asked;
        gate = new();
        var runners = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Runner().AskAsync(null, "Do it", new("task", TimeProvider.System), default))).ToList();
        await Fakes.Eventually.TrueAsync(() => asked == before + 4, "all of them ask");
        gate.SetResult();
        var answers = await Task.WhenAll(runners);

        var history = await session.GetHistoryAsync();
        Assert.Equal(4, history.Count);
        Assert.Equal(Enumerable.Repeat(history[^1].Content, 4), answers);

        Session Runner() => new("s", new ScriptedAgent((_, token) => ScriptedAgent.WhenAsync(asked < 1 + (wasTakenBack ? 1 : 0) ? Task.CompletedTask : gate.Task, $"answer {Interlocked.Increment(ref asked)}", token)), store, new() { CheckpointEvery = 0 });
    }

    private ISessionStore Open(string kind) => kind switch
    {
        "sqlite" => new SqliteSessionStore(Path.Combine(_folder, "s.db")),
        "json" => new JsonSessionStore(new JsonSessionOptions { Directory = Path.Combine(_folder, "json") }),
        _ => new MemorySessionStore(),
    };
}
