namespace Bots.Agents.Offline;

/// <summary>The facts that hold now: of two that exclude each other, the later one.</summary>
internal sealed class FactBook
{
    private readonly List<Fact> _facts = [];
    private readonly FactReader _reader = new();

    /// <summary>The facts, oldest first.</summary>
    public IReadOnlyList<Fact> All => _facts;

    /// <summary>Adds what a clause says; returns the facts it added and whether they changed an earlier one.</summary>
    public (IReadOnlyList<Fact> Added, bool Changed) Add(Clause clause)
    {
        var found = _reader.Read(clause).ToList();
        var changed = false;
        foreach (var fact in found)
        {
            changed |= _facts.RemoveAll(older => fact.Replaces(older)) > 0;
            if (!fact.Ends) _facts.Add(fact);
        }

        return (found.FindAll(static fact => !fact.Ends), changed);
    }

    /// <summary>The latest fact about a topic that is only one thing at a time.</summary>
    public Fact? Latest(Topic topic) => _facts.FindLast(fact => fact.Topic == topic);

    /// <summary>All facts about these topics, oldest first.</summary>
    public IEnumerable<Fact> About(params Topic[] topics) => _facts.Where(fact => topics.Contains(fact.Topic));

    /// <summary>The user's X: the same words, or else one that is said more or less exactly ("sister" for "sister's name").</summary>
    public Fact? Property(IReadOnlySet<string> asked) =>
        asked.Count == 0 ? null
        : _facts.FindLast(fact => fact.Topic == Topic.Property && fact.Key.SetEquals(asked))
            ?? _facts.FindLast(fact => fact.Topic == Topic.Property && fact.Key.Count > 0 && fact.Key.IsSupersetOf(asked))
            ?? _facts.FindLast(fact => fact.Topic == Topic.Property && fact.Key.Count > 0 && asked.IsSupersetOf(fact.Key) && asked.Except(fact.Key).All(static word => word == "name"));
}
