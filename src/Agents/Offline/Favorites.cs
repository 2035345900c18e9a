namespace Bots.Agents.Offline;

/// <summary>Finds what the user likes best of a kind.</summary>
internal static class Favorites
{
    /// <summary>What was called a favourite or preferred, the latest; certain when it is clearly of the kind asked for.</summary>
    /// <param name="book">What is known.</param>
    /// <param name="asked">The words of the kind: {program, languag}; empty for anything.</param>
    public static (Fact? Fact, bool IsCertain) Find(FactBook book, IReadOnlySet<string> asked)
    {
        var strong = book.About(Topic.Favorite, Topic.Prefer).ToList();
        if (strong.FindLast(fact => IsOf(fact, asked)) is { } favorite) return (favorite, true);
        if (book.About(Topic.Like).LastOrDefault(fact => asked.Count > 0 && IsOf(fact, asked)) is { } liked) return (liked, true);
        return (strong.FindLast(static fact => fact.Topic == Topic.Prefer && !Kinds.Know(fact.Value)), false);
    }

    /// <summary>The preference between the things that a question names: "Do I prefer tea or coffee?"</summary>
    public static Fact? Between(FactBook book, IReadOnlySet<string> named) =>
        book.About(Topic.Prefer, Topic.Favorite).LastOrDefault(fact => Words.Terms(fact.Source.Text).Any(named.Contains))
        ?? book.About(Topic.Like, Topic.Dislike).LastOrDefault(fact => Words.Terms(fact.Value).Any(named.Contains));

    private static bool IsOf(Fact fact, IReadOnlySet<string> asked) =>
        asked.Count == 0
        || (fact.Key.Count > 0 && (fact.Key.IsSupersetOf(asked) || fact.Key.IsSubsetOf(asked)))
        || (fact.Topic != Topic.Favorite && (Kinds.Lists(asked, fact.Value) || asked.IsSubsetOf(Words.Terms(fact.Source.Text).ToHashSet())));
}
