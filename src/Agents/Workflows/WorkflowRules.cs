namespace Bots.Agents.Workflows;

/// <summary>What makes a set of tasks a workflow.</summary>
internal static class WorkflowRules
{
    /// <exception cref="ArgumentException">They are none; the message says why.</exception>
    public static void Check(string workflow, IReadOnlyList<WorkflowTask> tasks)
    {
        if (tasks.Count == 0) throw new ArgumentException($"The workflow \"{workflow}\" has no tasks.", nameof(tasks));
        if (tasks.GroupBy(static task => task.Name, StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"The workflow \"{workflow}\" has two tasks named \"{twice.Key}\"; give each a name of its own.", nameof(tasks));
        var byName = tasks.ToDictionary(static task => task.Name, StringComparer.Ordinal);
        foreach (var task in tasks)
            if (task.DependsOn.FirstOrDefault(name => !byName.ContainsKey(name)) is { } unknown)
                throw new ArgumentException($"The task \"{task.Name}\" depends on \"{unknown}\", which the workflow \"{workflow}\" does not have; it has: {string.Join(", ", byName.Keys)}.", nameof(tasks));
        if (FindCycle(tasks, byName) is { } cycle)
            throw new ArgumentException($"The workflow \"{workflow}\" never ends: its tasks depend on each other in a circle ({string.Join(" -> ", cycle)}).", nameof(tasks));
    }

    /// <summary>All that a task depends on, directly or not.</summary>
    public static IReadOnlySet<string> Before(WorkflowTask task, IReadOnlyDictionary<string, WorkflowTask> byName)
    {
        var (before, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>(task.DependsOn));
        while (open.TryPop(out var name))
            if (before.Add(name))
                foreach (var next in byName[name].DependsOn) open.Push(next);
        return before;
    }

    // Taking away what depends on nothing that is left, until nothing can be: what stays lies in or behind a circle.
    private static IEnumerable<string>? FindCycle(IReadOnlyList<WorkflowTask> tasks, Dictionary<string, WorkflowTask> byName)
    {
        var left = tasks.Select(static task => task.Name).ToHashSet(StringComparer.Ordinal);
        while (left.RemoveWhere(name => !byName[name].DependsOn.Any(left.Contains)) > 0) { }

        if (left.Count == 0) return null;
        var path = new List<string> { tasks.First(task => left.Contains(task.Name)).Name };
        while (true)
        {
            var next = byName[path[^1]].DependsOn.First(left.Contains);
            if (path.IndexOf(next) is >= 0 and var start) return path.Skip(start).Append(next);
            path.Add(next);
        }
    }
}
