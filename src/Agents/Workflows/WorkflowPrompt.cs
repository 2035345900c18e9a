using System.Text.RegularExpressions;

namespace Bots.Agents.Workflows;

/// <summary>Fills in what a task's prompt refers to. What is filled in is not looked at again: a result may hold braces of its own.</summary>
internal static partial class WorkflowPrompt
{
    public static string Fill(string prompt, string input, IReadOnlyDictionary<string, string> results) =>
        Place().Replace(prompt, place => place.Groups[1].Value is var name && name == "input" ? input : results.GetValueOrDefault(name) ?? place.Value);

    [GeneratedRegex(@"\{([^{}\r\n]{1,64})\}")]
    private static partial Regex Place();
}
