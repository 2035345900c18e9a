namespace Bots.Agents.Offline;

/// <summary>Finds the message of the user that shares most with a question.</summary>
internal sealed class MessageSearch(IReadOnlyList<string> messages)
{
    private const double PersonalCoverage = 0.3;
    private const double GeneralCoverage = 0.55;
    private const int LongMessage = 280;

    /// <summary>The best match, or null when none shares enough. A question about the user needs less than one about the world.</summary>
    public string? Find(IReadOnlyCollection<string> asked, bool isPersonal)
    {
        var terms = asked.Distinct().ToList();
        if (terms.Count == 0) return null;
        var (hits, weights) = Scan(terms);
        var total = weights.Sum();
        var best = hits.Select(hit => (hit.Index, Score: Enumerable.Range(0, terms.Count).Sum(term => hit.Has[term] ? weights[term] : 0) / total))
            .Where(hit => hit.Score >= (isPersonal ? PersonalCoverage : GeneralCoverage))
            .OrderByDescending(static hit => hit.Score).ThenByDescending(static hit => hit.Index)
            .FirstOrDefault((Index: -1, Score: 0));
        return best.Index < 0 ? null : Excerpt(messages[best.Index], [.. terms]);
    }

    // A word that few messages hold says more; one that none holds says most, so that a question about something else finds nothing.
    private (List<(int Index, bool[] Has)> Hits, double[] Weights) Scan(List<string> terms)
    {
        var hits = new List<(int, bool[])>();
        var counts = new int[terms.Count];
        for (var i = 0; i < messages.Count; i++)
        {
            bool[]? has = null;
            foreach (var word in Words.Terms(messages[i]))
                if (terms.IndexOf(word) is >= 0 and var term && has?[term] != true)
                {
                    (has ??= new bool[terms.Count])[term] = true;
                    counts[term]++;
                }

            if (has is not null) hits.Add((i, has));
        }

        return (hits, [.. counts.Select(count => Math.Log(1 + ((messages.Count + 1.0) / (count + 0.5))))]);
    }

    private static string Excerpt(string message, HashSet<string> terms)
    {
        if (message.Length <= LongMessage) return message.Trim();
        var best = ClauseReader.Read(message, 0).MaxBy(clause => Words.Terms(clause.Quote).Count(terms.Contains))?.Quote;
        return best ?? string.Concat(message.AsSpan(0, char.IsHighSurrogate(message[LongMessage - 1]) ? LongMessage - 1 : LongMessage), "…");
    }
}
