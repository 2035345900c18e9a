using Bots.Agents.Workflows;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.Agents.Tests.Workflows;

/// <summary>Runs that still work in a session that was cleared, taken back, taken over or merged: nothing of two runs is ever mixed.</summary>
public sealed class WorkflowTakenTests : IDisposable
{
    // Longer than any test: what a runner notices here, it does not notice by its heartbeat.
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("workflows-taken-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sqlite", "clear", false)]
    [InlineData("sqlite", "checkpoint", true)]
    [InlineData("sqlite", "version", false)]
    [InlineData("sqlite", "delete", true)]
    [InlineData("json", "clear", true)]
    [InlineData("json", "checkpoint", false)]
    [InlineData("json", "version", true)]
    [InlineData("memory", "clear", false)]
    [InlineData("memory", "checkpoint", true)]
    [InlineData("memory", "version", false)]
    public async Task A_run_that_still_works_when_it_was_begun_anew_ends_and_mixes_nothing(string kind, string way, bool isNewOneDone)
    {
        var store = Open(kind);
        await using var owner = store as IAsyncDisposable;
        var (old, young) = (new Runner("old", store), new Runner("new", store));
        await using var before = young.Open("s");
        await before.ChatAsync("Before");
        await before.CreateCheckpointAsync("start");
        await before.SaveVersionAsync("start");
        var workflow = PlanAndDraft();

        var first = workflow.RunAsync(old.Open("s"), "tea");
        await old.Drafting.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await (way switch
        {
            "checkpoint" => before.RestoreCheckpointAsync("start"),
            "version" => before.RestoreVersionAsync(1),
            "delete" => store.DeleteSessionAsync("s").AsTask(),
            _ => before.ClearAsync(),
        });
        var second = workflow.RunAsync(young.Open("s"), "tea");
        await young.Drafting.Task.WaitAsync(TimeSpan.FromSeconds(60));
        if (isNewOneDone)
        {
            young.Gate.SetResult();
            await second;
        }

        old.Gate.SetResult();
        var taken = await Assert.ThrowsAsync<WorkflowBusyException>(() => first);
        young.Gate.TrySetResult();
        var result = await second;

        Assert.Contains("was taken from this runner in session s", taken.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0, "new: Plan tea", "new: Draft new: Plan tea"), (result.Run, result.Resumed, result.Results["plan"], result.Results["draft"]));
        Assert.Equal(["Plan tea", "new: Plan tea", "Draft new: Plan tea", "new: Draft new: Plan tea"], (await store.GetChatHistoryAsync("s")).TakeLast(4).Select(static message => message.Content));
        Assert.DoesNotContain(await store.GetChatHistoryAsync("s"), static message => message.Content.StartsWith("old:", StringComparison.Ordinal));
        Assert.Equal(2, (await workflow.RunAsync(new Runner("third", store).Free().Open("s"), "tea")).Run);
    }

    [Fact]
    public async Task A_run_that_was_cleared_away_begins_none_of_its_other_tasks()
    {
        var (store, gate, begun) = (new MemorySessionStore(), new TaskCompletionSource(), new TaskCompletionSource());
        var others = 0;
        var workflow = new Workflow("w",
            new WorkflowTask("one", async (_, _) =>
            {
                begun.SetResult();
                await gate.Task;
                return "1";
            }),
            new WorkflowTask("two", (_, _) => Task.FromResult($"{++others}")) { DependsOn = ["one"] }) { Lease = Long };
        var running = workflow.RunAsync(new Session("s", store: store));
        await begun.Task;

        await store.ClearSessionAsync("s");
        gate.SetResult();

        await Assert.ThrowsAsync<WorkflowBusyException>(() => running);
        Assert.Equal(0, others);
        Assert.Empty(await store.Require<ISessionState>().ListStateAsync(StateScope.Session("s")));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    [InlineData("memory")]
    public async Task A_run_that_goes_on_from_a_checkpoint_takes_nothing_of_what_it_had_done_after_it(string kind)
    {
        var store = Open(kind);
        await using var owner = store as IAsyncDisposable;
        var (old, young) = (new Runner("old", store), new Runner("new", store));
        var workflow = new Workflow("w",
            new WorkflowTask("plan", "Plan {input}"),
            new WorkflowTask("mark", static async (work, token) => await work.Session.ListCheckpointsAsync(token) is [] ? (await work.Session.CreateCheckpointAsync("middle", token)).Id : "there") { DependsOn = ["plan"] },
            new WorkflowTask("outline", "Outline {plan}") { DependsOn = ["mark"] },
            new WorkflowTask("draft", "Draft {outline}") { DependsOn = ["outline"] }) { Lease = Long };

        var first = workflow.RunAsync(old.Open("s"), "tea");
        await old.Drafting.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await using var other = young.Free().Open("s");
        await other.RestoreCheckpointAsync("middle");
        old.Gate.SetResult();
        await Assert.ThrowsAsync<WorkflowBusyException>(() => first);
        var result = await workflow.RunAsync(other, "tea");

        Assert.Equal(("old: Plan tea", "new: Outline old: Plan tea", "new: Draft new: Outline old: Plan tea"), (result.Results["plan"], result.Results["outline"], result.Results["draft"]));
        Assert.Equal((1, 1), (result.Run, result.Resumed));
        Assert.Equal(["Plan tea", "Outline old: Plan tea", "Draft new: Outline old: Plan tea"], (await other.GetHistoryAsync()).Where(static message => message.Role == "user").Select(static message => message.Content));
    }

    [Fact]
    public async Task A_runner_that_stood_still_until_another_went_on_writes_nothing_more()
    {
        var (store, still) = (new MemorySessionStore(), new TestClock());
        var (old, young) = (new Runner("old", store) { Time = still }, new Runner("new", store));
        var workflow = new Workflow("w", new WorkflowTask("plan", "Plan {input}"), new WorkflowTask("draft", "Draft {plan}") { DependsOn = ["plan"] }) { Lease = TimeSpan.FromSeconds(1) };

        var first = workflow.RunAsync(old.Open("s"), "tea");
        await old.Drafting.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var second = workflow.RunAsync(young.Open("s"), "tea");
        await young.Drafting.Task.WaitAsync(TimeSpan.FromSeconds(60));
        old.Gate.SetResult();
        await Assert.ThrowsAsync<WorkflowBusyException>(() => first);
        young.Gate.SetResult();

        var result = await second;
        Assert.Equal((1, 1, "old: Plan tea", "new: Draft old: Plan tea"), (result.Run, result.Resumed, result.Results["plan"], result.Results["draft"]));
        Assert.Equal(["Plan tea", "old: Plan tea", "Draft old: Plan tea", "new: Draft old: Plan tea"], (await store.GetChatHistoryAsync("s")).Select(static message => message.Content));
    }

    [Theory]
    [InlineData("sqlite", MergePreference.Left)]
    [InlineData("sqlite", MergePreference.Right)]
    [InlineData("json", MergePreference.Newest)]
    [InlineData("json", MergePreference.Left)]
    [InlineData("memory", MergePreference.Left)]
    [InlineData("memory", MergePreference.Newest)]
    public async Task In_merged_sessions_a_run_goes_on_with_its_own_results_alone(string kind, MergePreference preference)
    {
        var store = Open(kind);
        await using var owner = store as IAsyncDisposable;
        // The left one came as far as its plan, the right one as far as its draft; both are run number 1 of the same input.
        await using var left = new Runner("left", store).Free().Open("left");
        await using var right = new Runner("right", store).Free().Open("right");
        await Assert.ThrowsAsync<WorkflowException>(() => Failing("draft").RunAsync(left, "tea"));
        await Assert.ThrowsAsync<WorkflowException>(() => Failing("end").RunAsync(right, "tea"));
        await using var merged = await left.MergeAsync(right, new() { State = preference });

        var result = await Failing("nothing").RunAsync(merged, "tea");

        // The merged session is answered by the left one's agent.
        var (plan, draft) = preference == MergePreference.Left ? ("left: Plan tea", "left: Draft left: Plan tea") : ("right: Plan tea", "right: Draft right: Plan tea");
        Assert.Equal((plan, draft, $"end of {draft}"), (result.Results["plan"], result.Results["draft"], result.Results["end"]));

        static Workflow Failing(string task) => new("w",
            new WorkflowTask("plan", "Plan {input}"),
            new WorkflowTask("check", (_, _) => task == "draft" ? throw new InvalidOperationException("No luck.") : Task.FromResult("")) { DependsOn = ["plan"] },
            new WorkflowTask("draft", "Draft {plan}") { DependsOn = ["check"] },
            new WorkflowTask("end", (work, _) => task == "end" ? throw new InvalidOperationException("No luck.") : Task.FromResult($"end of {work.Results["draft"]}")) { DependsOn = ["draft"] }) { Lease = Long };
    }

    private static Workflow PlanAndDraft() => new("w", new WorkflowTask("plan", "Plan {input}"), new WorkflowTask("draft", "Draft {plan}") { DependsOn = ["plan"] }) { Lease = Long };

    private ISessionStore Open(string kind) => kind switch
    {
        "sqlite" => new SqliteSessionStore(Path.Combine(_folder, "s.db")),
        "json" => new JsonSessionStore(new JsonSessionOptions { Directory = Path.Combine(_folder, "json") }),
        _ => new MemorySessionStore(),
    };

    /// <summary>One process: its agent puts the process's name before what it is asked, and waits at the gate before it answers a draft.</summary>
    private sealed class Runner(string name, ISessionStore store)
    {
        public TaskCompletionSource Gate { get; } = new();

        public TaskCompletionSource Drafting { get; } = new();

        public TimeProvider Time { get; init; } = TimeProvider.System;

        public Runner Free()
        {
            Gate.TrySetResult();
            return this;
        }

        public Session Open(string id) => new(id, new ScriptedAgent((request, token) => ScriptedAgent.WhenAsync(WaitAsync(request.Prompt), $"{name}: {request.Prompt}", token)), store, new() { CheckpointEvery = 0, Time = Time });

        private Task WaitAsync(string prompt)
        {
            if (!prompt.StartsWith("Draft", StringComparison.Ordinal)) return Task.CompletedTask;
            Drafting.TrySetResult();
            return Gate.Task;
        }
    }
}
