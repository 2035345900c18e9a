using System.Collections.Frozen;
using Bots.Agents.Offline;
using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>What a user has been talking about: the words they use most, newer ones counting more. No model, and always the same answer.</summary>
internal static class RecentTopics
{
    private const double Fading = 0.9;

    // Words that many sentences hold and that name nothing.
    private static readonly FrozenSet<string> Vague = """
        like want need think get go going come make take see look use try help give show know find keep let put way lot bit kind sort time day today
        tomorrow yesterday week good great nice new best better more most much many another other please thanks thank sorry yes yeah maybe one two first
        last next back also because while since until before after only even though question answer explain write summarize continue name
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Words.Stem).ToFrozenSet();

    /// <summary>At most <paramref name="most"/> topics, the strongest first, as the user wrote them last.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<SessionMessage> messages, int most)
    {
        var topics = new Dictionary<string, (double Weight, int Last, string Word)>(StringComparer.Ordinal);
        var (weight, order) = (1.0, 0);
        foreach (var message in messages.Where(static message => MessageMarks.IsUsers(message) && !message.Content.StartsWith('/')))
        {
            weight /= Fading;
            foreach (var word in Words.Meaningful(message.Content).Where(static word => IsTopic(word.Stem)).DistinctBy(static word => word.Stem))
                topics[word.Stem] = (topics.GetValueOrDefault(word.Stem).Weight + weight, ++order, word.Word);
        }

        return [.. topics.OrderByDescending(static topic => topic.Value.Weight).ThenBy(static topic => topic.Value.Last).Take(most).Select(static topic => topic.Value.Word)];
    }

    private static bool IsTopic(string stem) => stem.Length is > 2 and <= 40 && !Vague.Contains(stem) && stem.Any(char.IsLetter);
}
