namespace Bots.Agents.Offline;

/// <summary>Something a user said about themselves.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="Value">What was said, as typed.</param>
/// <param name="Source">Where it was said.</param>
internal sealed record Fact(Topic Topic, string Value, Clause Source)
{
    /// <summary>The thing a <see cref="Topic.Property"/> or <see cref="Topic.Favorite"/> belongs to, as typed: "dog's name".</summary>
    public string Subject { get; init; } = "";

    /// <summary>True when it says that something is no longer so.</summary>
    public bool Ends { get; init; }

    /// <summary>The words of <see cref="Subject"/>, for comparing.</summary>
    public HashSet<string> Key => field ??= [.. Words.Terms(Subject)];

    /// <summary>Facts of the same identity cannot hold at once: the later one wins. Null where several may hold.</summary>
    public string? Identity => Topic switch
    {
        Topic.Property or Topic.Favorite => $"{Topic} {string.Join(' ', Key.Order(StringComparer.Ordinal))}",
        Topic.Prefer or Topic.Like or Topic.Dislike or Topic.Being or Topic.Having => null,
        _ => Topic.ToString(),
    };

    /// <summary>True when this one says that the older is no longer so.</summary>
    public bool Revokes(Fact older) => Ends && Topic == older.Topic && ValueTerms.IsSupersetOf(older.ValueTerms);

    private HashSet<string> ValueTerms => field ??= [.. Words.Terms(Value)];
}

/// <summary>What a fact is about.</summary>
internal enum Topic
{
    Name,
    Age,
    Birthday,
    Home,
    Origin,
    Birthplace,
    Work,
    Job,
    Being,
    Having,
    Property,
    Favorite,
    Prefer,
    Like,
    Dislike,
}
