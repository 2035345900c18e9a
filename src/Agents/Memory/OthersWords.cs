using Bots.Agents.Offline;
using Bots.Sessions;

namespace Bots.Agents.Memory;

/// <summary>What others than the user wrote in a session before a turn: answers of agents, results of tools, system text, what an agent handed over. A prompt that
/// passes it on, whole or in part, does not make it the user's word. What the user had said before them stays the user's.</summary>
internal sealed class OthersWords
{
    // Shorter ones are used by anybody: they have to be whole words.
    private const int ShortestPart = 12;

    private readonly List<(bool IsUsers, string Words)> _said = [];

    private OthersWords()
    {
    }

    /// <summary>Reads the messages before the turn, oldest first.</summary>
    public static OthersWords In(IEnumerable<SessionMessage> before)
    {
        var (others, interaction) = (new OthersWords(), (int?)null);
        foreach (var message in before)
        {
            others._said.Add((MessageMarks.IsUsers(message) && !IsHandedOver(message, interaction), FoldedText.Of(message.Content).Words));
            if (message.Role == "user") interaction = MessageMarks.InteractionOf(message);
        }

        return others;
    }

    /// <summary>The candidates without those that stand in these texts as others had said them.</summary>
    public IReadOnlyList<MemoryCandidate> Without(IReadOnlyList<MemoryCandidate> candidates, IReadOnlyList<string> said)
    {
        var texts = said.Select(static text => FoldedText.Of(text).Words).ToList();
        return [.. candidates.Where(candidate => !Hold(candidate.Text) || !texts.Exists(text => text.Contains(FoldedText.Of(candidate.Text).Words, StringComparison.Ordinal)))];
    }

    /// <summary>What is left for the user to have said: without whole messages of others, and without clauses that stand in one.</summary>
    public string Without(string said)
    {
        said = _said.Where(static one => !one.IsUsers && one.Words.Length > ShortestPart + 1).Aggregate(said, WithoutMessage);
        return OwnWords.WithoutClauses(said, Hold);
    }

    private string WithoutMessage(string said, (bool IsUsers, string Words) message)
    {
        if (message.Words.Length > said.Length + 2) return said;
        var folded = FoldedText.Of(said);
        var at = folded.Words.IndexOf(message.Words, StringComparison.Ordinal);
        if (at < 0 || !Hold(message.Words)) return said;
        var (start, length) = folded.PlaceOf(at, message.Words.Length).GetOffsetAndLength(said.Length);
        // "My name is Anna Smith" is not what "My name is Anna" says.
        if (said.AsSpan(start + length).TrimStart() is [var next, ..] && char.IsLetterOrDigit(next)) return said;
        return WithoutMessage(said.Remove(start, length).Insert(start, "\n"), message);
    }

    /// <summary>True when this was said before, and by others first. A text that is cut within its last word counts too.</summary>
    private bool Hold(string text)
    {
        var words = FoldedText.Of(text).Words;
        if (words.Length < 2) return false;
        var sought = words.Length - 2 < ShortestPart ? words : words[..^1];
        var first = _said.FindIndex(said => said.Words.Contains(sought, StringComparison.Ordinal));
        return first >= 0 && !_said[first].IsUsers;
    }

    // Who goes on after a hand-over is asked by an agent, within the interaction that the user opened. Older histories hold no mark of who asks.
    private static bool IsHandedOver(SessionMessage message, int? interaction) =>
        interaction is not null && MessageMarks.SpeakerOf(message) is not null && MessageMarks.InteractionOf(message) == interaction;
}
