using Bots.Agents;
using Bots.Agents.Workflows;
using Bots.Sessions.Sqlite;

namespace Bots.Samples;

/// <summary>Planner, executor, reviewer: a workflow that goes on where it was when the process dies.</summary>
public static class PlannedWork
{
    public static async Task RunAsync(SampleContext sample)
    {
        await using var store = new SqliteSessionStore(Path.Combine(sample.Folder, "work.db"));
        await using var session = new Session("article", store: store, agents: new Dictionary<string, IAgent>
        {
            ["planner"] = sample.Agent("You plan texts in three points."),
            ["executor"] = sample.Agent("You write texts by a plan."),
            ["reviewer"] = sample.Agent("You say in one sentence what would make a text better."),
        });
        var workflow = new Workflow("article",
            new WorkflowTask("plan", "Plan a text about {input}.") { Agent = "planner" },
            new WorkflowTask("draft", "Write it. The plan:\n{plan}") { Agent = "executor", DependsOn = ["plan"] },
            new WorkflowTask("review", "Review this text:\n{draft}") { Agent = "reviewer", DependsOn = ["draft"] },
            new WorkflowTask("count", (work, _) => Task.FromResult($"{work.Results["draft"].Length} characters")) { DependsOn = ["draft"] });

        // Run again after a crash, it begins with the first task that is not finished.
        var result = await workflow.RunAsync(session, "tea");
        foreach (var task in workflow.Tasks) Console.WriteLine($"{task.Name}: {result.Results[task.Name]}");
    }
}
