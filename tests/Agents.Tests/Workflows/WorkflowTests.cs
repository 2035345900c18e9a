using Bots.Agents.Workflows;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.Agents.Tests.Workflows;

public sealed class WorkflowTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workflows-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Planner_executor_and_reviewer_build_on_each_other()
    {
        var agents = new[] { "planner", "executor", "reviewer" }.ToDictionary(static name => name, static name => (IAgent)new ScriptedAgent(request => $"<{name}: {request.Prompt}>"));
        await using var session = new Session("s", store: new MemorySessionStore(), agents: agents);
        var workflow = new Workflow("article",
            new WorkflowTask("review", "Review {draft} by {plan}") { Agent = "reviewer", DependsOn = ["draft"] },
            new WorkflowTask("plan", "Plan {input}") { Agent = "planner" },
            new WorkflowTask("draft", "Write {plan}") { Agent = "executor", DependsOn = ["plan"] });

        var result = await workflow.RunAsync(session, "a text about tea");

        Assert.Equal("<planner: Plan a text about tea>", result.Results["plan"]);
        Assert.Equal("<reviewer: Review <executor: Write <planner: Plan a text about tea>> by <planner: Plan a text about tea>>", result.Results["review"]);
        Assert.Equal((1, 0), (result.Run, result.Resumed));
        Assert.Equal(["Plan a text about tea", "<planner: Plan a text about tea>"], (await session.GetAgentHistoryAsync("planner")).Select(static message => message.Content));
    }

    [Fact]
    public async Task Independent_tasks_run_side_by_side_and_dependent_ones_wait()
    {
        var gate = new TaskCompletionSource();
        var (running, joined) = (0, false);
        Task<string> WaitAsync(string answer)
        {
            Interlocked.Increment(ref running);
            return gate.Task.ContinueWith(_ => answer, TaskScheduler.Default);
        }

        await using var session = new Session();
        var workflow = new Workflow("w",
            new WorkflowTask("join", (context, _) => Task.FromResult($"{joined = true} {context.Results["left"]} {context.Results["right"]}")) { DependsOn = ["left", "right"] },
            new WorkflowTask("left", (_, _) => WaitAsync("L")),
            new WorkflowTask("right", (_, _) => WaitAsync("R")));

        var run = workflow.RunAsync(session);
        await Eventually.TrueAsync(() => running == 2, "both tasks at once");
        Assert.False(joined);
        gate.SetResult();

        Assert.Equal("True L R", (await run).Results["join"]);
    }

    [Fact]
    public async Task A_task_that_returns_null_has_failed_and_runs_again()
    {
        await using var session = new Session();
        string? result = null;
        var workflow = new Workflow("w",
            new WorkflowTask("first", (_, _) => Task.FromResult(result!)),
            new WorkflowTask("second", (context, _) => Task.FromResult($"after {context.Results["first"]}")) { DependsOn = ["first"] });

        Assert.Contains("null", (await Assert.ThrowsAsync<WorkflowException>(() => workflow.RunAsync(session))).Message, StringComparison.Ordinal);
        result = "one";

        Assert.Equal("after one", (await workflow.RunAsync(session)).Results["second"]);
    }

    [Fact]
    public async Task After_a_crash_a_new_process_goes_on_at_the_first_unfinished_task()
    {
        var path = Path.Combine(_folder, "s.db");
        var done = new List<string>();
        Workflow Steps(Func<Task<string>> third) => new("steps",
            new WorkflowTask("one", (_, _) => NoteAsync("one")),
            new WorkflowTask("two", "Do {one}") { Agent = "worker", DependsOn = ["one"] },
            new WorkflowTask("three", (_, _) => third()) { DependsOn = ["two"] },
            new WorkflowTask("four", (context, _) => NoteAsync($"four after {context.Results["two"]}")) { DependsOn = ["three"] }) { Lease = TimeSpan.FromSeconds(1) };
        Task<string> NoteAsync(string what)
        {
            done.Add(what);
            return Task.FromResult(what);
        }

        // The first process never gets beyond the third task: it hangs there until it is gone.
        var store = new SqliteSessionStore(path);
        var hangs = new TaskCompletionSource();
        var dying = Steps(() =>
        {
            hangs.SetResult();
            return new TaskCompletionSource<string>().Task;
        }).RunAsync(SessionOver(store), "in");
        await hangs.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await store.DisposeAsync();

        await using var again = new SqliteSessionStore(path);
        var result = await Steps(() => NoteAsync("three")).RunAsync(SessionOver(again), "in");

        Assert.False(dying.IsCompletedSuccessfully);
        Assert.Equal((1, 2), (result.Run, result.Resumed));
        Assert.Equal(["one", "three", "four after worked on Do one"], done);
        Assert.Equal(2, (await again.GetChatHistoryAsync("s")).Count);

        Session SessionOver(ISessionStore over) => new("s", store: over, agents: new Dictionary<string, IAgent> { ["worker"] = new ScriptedAgent(static request => $"worked on {request.Prompt}") });
    }

    [Fact]
    public async Task An_answer_that_was_stored_just_before_a_crash_is_not_asked_for_again()
    {
        var asked = 0;
        var store = new MemorySessionStore();
        Session Open() => new("s", store: store, agents: new Dictionary<string, IAgent> { ["worker"] = new ScriptedAgent(_ => $"answer {++asked}") });
        var workflow = new Workflow("w", new WorkflowTask("one", "Go") { Agent = "worker" });
        await workflow.RunAsync(Open(), "in");
        // The crash came between the turn and the note that the task is finished.
        await store.Find<ISessionState>()!.SetStateAsync(StateScope.Session("s"), "workflow:w:one", null);
        var record = System.Text.Json.Nodes.JsonObject.Create((await State(store).GetStateAsync(StateScope.Session("s"), "workflow:w"))!.Value!.Value)!;
        (record["IsDone"], record["Results"]) = (false, new System.Text.Json.Nodes.JsonObject());
        await State(store).SetStateAsync(StateScope.Session("s"), "workflow:w", System.Text.Json.JsonSerializer.SerializeToElement(record));

        var result = await workflow.RunAsync(Open(), "in");

        Assert.Equal(("answer 1", 1), (result.Results["one"], asked));
        Assert.Equal(2, (await store.GetChatHistoryAsync("s")).Count);
    }

    [Fact]
    public async Task A_finished_workflow_runs_anew_and_so_does_one_with_another_input()
    {
        await using var session = new Session();
        var workflow = new Workflow("w", new WorkflowTask("one", static (context, _) => Task.FromResult(context.Input)));

        var runs = new[] { await workflow.RunAsync(session, "a"), await workflow.RunAsync(session, "a"), await workflow.RunAsync(session, "b") };

        Assert.Equal([(1, "a", 0), (2, "a", 0), (3, "b", 0)], runs.Select(static run => (run.Run, run.Results["one"], run.Resumed)));
    }

    [Fact]
    public async Task A_failing_task_is_named_the_others_finish_and_a_second_try_goes_on()
    {
        var (fails, others) = (true, 0);
        await using var session = new Session();
        var workflow = new Workflow("w",
            new WorkflowTask("bad", (_, _) => fails ? throw new InvalidOperationException("No luck.") : Task.FromResult("good")),
            new WorkflowTask("other", (_, _) => Task.FromResult($"{++others}")),
            new WorkflowTask("after", static (context, _) => Task.FromResult(context.Results["bad"] + context.Results["other"])) { DependsOn = ["bad", "other"] });

        var error = await Assert.ThrowsAsync<WorkflowException>(() => workflow.RunAsync(session));
        fails = false;
        var result = await workflow.RunAsync(session);

        Assert.Equal(("bad", true), (error.Task, error.Message.Contains("No luck.", StringComparison.Ordinal)));
        Assert.Equal(("good1", 1, 1), (result.Results["after"], result.Resumed, others));
    }

    [Fact]
    public async Task Cancelling_interrupts_and_keeps_what_is_finished()
    {
        using var stop = new CancellationTokenSource();
        await using var session = new Session();
        var hangs = true;
        var workflow = new Workflow("w",
            new WorkflowTask("one", static (_, _) => Task.FromResult("1")),
            new WorkflowTask("two", async (_, token) =>
            {
                if (!hangs) return "2";
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
                return "never";
            }) { DependsOn = ["one"] });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workflow.RunAsync(session, cancellationToken: stop.Token));
        hangs = false;

        Assert.Equal((1, "2"), (await workflow.RunAsync(session)) is var result ? (result.Resumed, result.Results["two"]) : default);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_runner_of_the_same_workflow_is_refused_and_the_first_goes_on(bool overFiles)
    {
        // Two stores over one file are what two processes are to each other.
        var path = Path.Combine(_folder, "busy.db");
        await using Owner first = overFiles ? new(new SqliteSessionStore(path)) : new(new MemorySessionStore());
        await using Owner second = overFiles ? new(new SqliteSessionStore(path)) : first;
        var (gate, runs) = (new TaskCompletionSource(), 0);
        var workflow = new Workflow("w", new WorkflowTask("one", async (_, _) =>
        {
            Interlocked.Increment(ref runs);
            await gate.Task;
            return "1";
        })) { Lease = TimeSpan.FromSeconds(4) };

        var running = workflow.RunAsync(new Session("s", store: first.Store));
        await Eventually.TrueAsync(() => runs == 1, "the first has begun");
        var refused = await Assert.ThrowsAsync<WorkflowBusyException>(() => workflow.RunAsync(new Session("s", store: second.Store)));
        gate.SetResult();

        Assert.Equal(("w", "s"), (refused.Workflow, refused.SessionId));
        Assert.Equal("1", (await running).Results["one"]);
        Assert.Equal((2, 2), ((await workflow.RunAsync(new Session("s", store: second.Store))).Run, runs));
    }

    [Fact]
    public async Task A_second_runner_is_refused_even_when_the_first_ends_before_it_gave_a_sign_of_life()
    {
        var (store, clock) = (new MemorySessionStore(), new TestClock());
        var (gate, runs) = (new TaskCompletionSource(), 0);
        var workflow = new Workflow("w", new WorkflowTask("one", async (_, _) =>
        {
            Interlocked.Increment(ref runs);
            await gate.Task;
            return "1";
        })) { Lease = TimeSpan.FromMinutes(10) };

        var first = workflow.RunAsync(new Session("s", store: store));
        await Eventually.TrueAsync(() => runs == 1, "the first has begun");
        var second = workflow.RunAsync(new Session("s", store: store, options: new() { Time = clock }));
        await Eventually.TrueAsync(() => clock.PendingTimers > 0, "the second watches it");
        gate.SetResult();
        await first;
        clock.Advance(TimeSpan.FromMinutes(5));

        await Assert.ThrowsAsync<WorkflowBusyException>(() => second);
        Assert.Equal(1, runs);
        Assert.Equal((2, 2), ((await workflow.RunAsync(new Session("s", store: store))).Run, runs));
    }

    [Fact]
    public async Task Workflows_of_other_names_and_sessions_are_not_held_up()
    {
        var store = new MemorySessionStore();
        var gate = new TaskCompletionSource();
        var waiting = new Workflow("w", new WorkflowTask("one", (_, _) => gate.Task.ContinueWith(static _ => "1", TaskScheduler.Default))).RunAsync(new Session("s", store: store));
        await Eventually.TrueAsync(() => State(store).GetStateAsync(StateScope.Session("s"), "workflow:w").AsTask().GetAwaiter().GetResult() is not null, "it has begun");

        Assert.Equal("2", (await new Workflow("v", new WorkflowTask("one", static (_, _) => Task.FromResult("2"))).RunAsync(new Session("s", store: store))).Results["one"]);
        Assert.Equal("3", (await new Workflow("w", new WorkflowTask("one", static (_, _) => Task.FromResult("3"))).RunAsync(new Session("t", store: store))).Results["one"]);

        gate.SetResult();
        await waiting;
        Assert.DoesNotContain((await State(store).ListStateAsync(StateScope.Session("s"))).Keys, static key => key.StartsWith("workflow-lease", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_runner_that_lost_its_lease_stops_and_spoils_nothing()
    {
        var store = new MemorySessionStore();
        var (begun, cancelled) = (new TaskCompletionSource(), false);
        var workflow = new Workflow("w", new WorkflowTask("one", async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => cancelled = token.IsCancellationRequested, TaskScheduler.Default);
            return "of the stale one";
        })) { Lease = TimeSpan.FromSeconds(1) };
        var stale = workflow.RunAsync(new Session("s", store: store), "in");
        await begun.Task;

        // It stood still for too long: another one took the lease and finished the task.
        await State(store).SetStateAsync(StateScope.Session("s"), "workflow-lease:w", System.Text.Json.JsonSerializer.SerializeToElement(new { Session = "s", Owner = "another", Beat = 0 }));
        await State(store).SetStateAsync(StateScope.Session("s"), "workflow:w:one", System.Text.Json.JsonSerializer.SerializeToElement(new { Run = 1, Text = "of the new one", IsDone = true }));

        await Assert.ThrowsAsync<WorkflowBusyException>(() => stale);
        Assert.True(cancelled);
        Assert.Contains("of the new one", (await State(store).GetStateAsync(StateScope.Session("s"), "workflow:w:one"))!.Value!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("another", (await State(store).GetStateAsync(StateScope.Session("s"), "workflow-lease:w"))!.Value!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_fork_a_workflow_does_not_wait_for_the_lease_of_its_origin()
    {
        var store = new MemorySessionStore();
        await using var session = new Session("s", store: store);
        await session.ChatAsync("Hi");
        await State(store).SetStateAsync(StateScope.Session("s"), "workflow-lease:w", System.Text.Json.JsonSerializer.SerializeToElement(new { Session = "s", Owner = "another", Beat = 0 }));
        await using var branch = await session.BranchAsync();

        // An hour would be too long for any test.
        var workflow = new Workflow("w", new WorkflowTask("one", static (_, _) => Task.FromResult("1"))) { Lease = TimeSpan.FromHours(1) };
        Assert.Equal("1", (await workflow.RunAsync(branch)).Results["one"]);
    }

    [Fact]
    public void What_can_never_end_is_refused_with_the_reason()
    {
        static string Refused(params WorkflowTask[] tasks) => Assert.Throws<ArgumentException>(() => new Workflow("w", tasks)).Message;
        static WorkflowTask Task(string name, params string[] dependsOn) => new(name, "Go") { DependsOn = dependsOn };

        Assert.Contains("in a circle (a -> b -> c -> a)", Refused(Task("start"), Task("a", "start", "b"), Task("b", "c"), Task("c", "a"), Task("behind", "a")), StringComparison.Ordinal);
        Assert.Contains("in a circle (a -> a)", Refused(Task("a", "a")), StringComparison.Ordinal);
        Assert.Contains("\"a\" depends on \"x\", which the workflow \"w\" does not have; it has: a", Refused(Task("a", "x")), StringComparison.Ordinal);
        Assert.Contains("two tasks named \"a\"", Refused(Task("a"), Task("a")), StringComparison.Ordinal);
        Assert.Contains("no tasks", Refused(), StringComparison.Ordinal);
        Assert.Contains("no colon", Assert.Throws<ArgumentException>(() => new Workflow("a:b", Task("c"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_agent_and_a_store_without_state_are_told_before_anything_runs()
    {
        var workflow = new Workflow("w", new WorkflowTask("one", "Go") { Agent = "ghost" });

        Assert.Contains("no agent \"ghost\"", (await Assert.ThrowsAsync<ArgumentException>(() => workflow.RunAsync(new Session()))).Message, StringComparison.Ordinal);
        Assert.Contains("ISessionState", (await Assert.ThrowsAsync<NotSupportedException>(() => new Workflow("w", new WorkflowTask("one", "Go")).RunAsync(new Session("s", store: new FiveMethodStore())))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_with_braces_is_filled_in_as_it_is()
    {
        await using var session = new Session("s", new ScriptedAgent(static request => request.Prompt), new MemorySessionStore());
        var workflow = new Workflow("w", new WorkflowTask("one", "{input} {unknown}"), new WorkflowTask("two", "[{one}]") { DependsOn = ["one"] });

        Assert.Equal("[{one} {input} {unknown}]", (await workflow.RunAsync(session, "{one} {input}")).Results["two"]);
    }

    [Fact]
    public async Task Going_back_to_a_checkpoint_takes_the_workflow_back_too()
    {
        await using var session = new Session();
        await session.ChatAsync("Hi");
        var workflow = new Workflow("w", new WorkflowTask("one", static (_, _) => Task.FromResult("1")));
        await session.CreateCheckpointAsync("before");
        await workflow.RunAsync(session);

        await session.RestoreCheckpointAsync("before");

        Assert.Equal(1, (await workflow.RunAsync(session)).Run);
    }

    private static ISessionState State(ISessionStore store) => store.Require<ISessionState>();

    private sealed class Owner(ISessionStore store) : IAsyncDisposable
    {
        public ISessionStore Store => store;

        public async ValueTask DisposeAsync()
        {
            if (store is IAsyncDisposable own) await own.DisposeAsync();
        }
    }
}
