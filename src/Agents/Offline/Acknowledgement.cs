namespace Bots.Agents.Offline;

/// <summary>Confirms what a user has just said.</summary>
internal static class Acknowledgement
{
    private const int LongestEcho = 120;

    /// <summary>One sentence about the statement.</summary>
    /// <param name="statement">What was said.</param>
    /// <param name="facts">The facts in it; may be none.</param>
    /// <param name="changed">True when it changed an earlier fact.</param>
    /// <param name="nameBefore">The name known so far, or null.</param>
    public static string Of(Clause statement, IReadOnlyList<Fact> facts, bool changed, string? nameBefore)
    {
        if (facts is [{ Topic: Topic.Name, Value: var name }, ..]) return Named(name, nameBefore);
        var said = SecondPerson.Of(WithinSentence(statement.Text));
        if (said is null || (facts.Count == 0 && said.Length > LongestEcho)) return "Noted.";
        return changed ? $"Got it, changed: {said}." : $"Got it: {said}.";
    }

    private static string WithinSentence(string text) =>
        text.Split(' ', 2)[0] is "The" or "A" or "An" or "It" or "This" or "That" or "We" or "Our" or "He" or "She" or "They" or "There" or "His" or "Her" or "On" or "In" or "At" ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static string Named(string name, string? before) =>
        before is null ? $"Nice to meet you, {name}."
        : before == name ? $"Yes, {name}."
        : $"Got it, {name} it is.";
}
