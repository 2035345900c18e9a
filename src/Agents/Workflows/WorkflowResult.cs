namespace Bots.Agents.Workflows;

/// <summary>What a workflow made.</summary>
/// <param name="Run">The number of this run within the session, 1 for the first.</param>
/// <param name="Results">The result of every task by name.</param>
/// <param name="Resumed">How many tasks an earlier, interrupted attempt had finished.</param>
public sealed record WorkflowResult(int Run, IReadOnlyDictionary<string, string> Results, int Resumed);
