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

    /// <summary>True when both cannot hold at once: the later one wins.</summary>
    public bool Replaces(Fact older) => Topic == older.Topic && Topic switch
    {
        Topic.Property or Topic.Favorite => Key.SetEquals(older.Key),
        Topic.Prefer or Topic.Like or Topic.Dislike or Topic.Being or Topic.Having => Ends && Words.Terms(Value).ToHashSet().IsSupersetOf(Words.Terms(older.Value)),
        _ => !Ends || Words.Terms(Value).ToHashSet().SetEquals(Words.Terms(older.Value)),
    };
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
