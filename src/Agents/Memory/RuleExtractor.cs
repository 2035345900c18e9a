using System.Text.RegularExpressions;
using Bots.Agents.Offline;

namespace Bots.Agents.Memory;

/// <summary>Finds facts by rules, without a model: English first, some German. Conservative: what is not plainly meant to last is left out by its quality.</summary>
internal sealed partial class RuleExtractor : IMemoryExtractor
{
    private const int LongestSentence = 200;

    public ValueTask<IReadOnlyList<MemoryCandidate>> ExtractAsync(MemoryTurn turn, CancellationToken cancellationToken = default)
    {
        var (reader, found) = (new FactReader(), new List<MemoryCandidate>());
        foreach (var clause in turn.Said.SelectMany(static said => ClauseReader.Read(OwnWords.Of(said), 0)))
        {
            if (clause.Kind != ClauseKind.Statement) continue;
            found.AddRange(Read(clause, reader).Where(static candidate => candidate.Text.Length <= LongestSentence));
        }

        return new(found);
    }

    /// <summary>What the statement is about, as a later one would be compared with it; null when nothing is to be superseded.</summary>
    public static string? TopicOf(string statement)
    {
        var reader = new FactReader();
        return ClauseReader.Read(statement, 0).SelectMany(reader.Read).Select(TopicOf).FirstOrDefault(static topic => topic is not null);
    }

    private static IEnumerable<MemoryCandidate> Read(Clause clause, FactReader reader)
    {
        var asked = AsksToRemember().Match(clause.Quote);
        var facts = reader.Read(clause).ToList();
        foreach (var fact in facts.Where(fact => !fact.Ends || facts.TrueForAll(static other => other.Ends)))
        {
            var (importance, quality) = FactWorth.Of(fact);
            yield return new(FactSentence.Of(fact))
            {
                Importance = asked.Success ? Math.Max(importance, 0.9) : importance,
                Quality = asked.Success ? Math.Max(quality, 0.9) : quality,
                Topic = TopicOf(fact),
                Ends = fact.Ends,
            };
        }

        if (facts.Count == 0 && asked.Success)
            yield return new(FactSentence.Capitalized(asked.Groups["what"].Value)) { Importance = 0.9, Quality = 0.9 };
    }

    // Liking and disliking the same thing cannot both hold.
    private static string? TopicOf(Fact fact) => fact.Topic switch
    {
        Topic.Prefer or Topic.Like or Topic.Dislike => $"Taste {string.Join(' ', Words.Terms(fact.Value).Order(StringComparer.Ordinal))}",
        _ => fact.Identity,
    };

    [GeneratedRegex(@"^(please[,\s]+)?(always\s+)?(remember|note|keep in mind|don['’]t forget|do not forget|merk dir|denk daran)(,?\s+(that|dass))?[\s,:]+(?<what>(?!to\b|when\b|how\b|what\b|where\b|who\b|why\b|the (time|day)\b|it\b|this\b|that\b|me\b|us\b|our\b|last\b).{5,})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AsksToRemember();
}
