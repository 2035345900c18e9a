namespace Bots.Agents.Offline;

/// <summary>The facts that hold now: of two that exclude each other, the later one.</summary>
internal sealed class FactBook
{
    private readonly LinkedList<Fact> _facts = [];
    private readonly Dictionary<string, LinkedListNode<Fact>> _current = [];
    private readonly FactReader _reader = new();

    /// <summary>The facts, oldest first.</summary>
    public IEnumerable<Fact> All => _facts;

    /// <summary>Adds what a clause says; returns the facts it added and whether they changed an earlier one.</summary>
    public (IReadOnlyList<Fact> Added, bool Changed) Add(Clause clause)
    {
        var found = _reader.Read(clause).ToList();
        var changed = false;
        foreach (var fact in found) changed |= fact.Ends ? Revoke(fact) : Hold(fact);
        return (found.FindAll(static fact => !fact.Ends), changed);
    }

    /// <summary>The latest fact about a topic that is only one thing at a time.</summary>
    public Fact? Latest(Topic topic) => _facts.LastOrDefault(fact => fact.Topic == topic);

    /// <summary>All facts about these topics, oldest first.</summary>
    public IEnumerable<Fact> About(params Topic[] topics) => _facts.Where(fact => topics.Contains(fact.Topic));

    /// <summary>The user's X: the same words, or else one that is said more or less exactly ("sister" for "sister's name").</summary>
    public Fact? Property(IReadOnlySet<string> asked)
    {
        if (asked.Count == 0) return null;
        var properties = About(Topic.Property).Where(static fact => fact.Key.Count > 0).ToList();
        return properties.FindLast(fact => fact.Key.SetEquals(asked))
            ?? properties.FindLast(fact => fact.Key.IsSupersetOf(asked))
            ?? properties.FindLast(fact => asked.IsSupersetOf(fact.Key) && asked.Except(fact.Key).All(static word => word == "name"));
    }

    private bool Hold(Fact fact)
    {
        var node = _facts.AddLast(fact);
        if (fact.Identity is not { } identity) return false;
        var replaces = _current.Remove(identity, out var older);
        if (replaces) _facts.Remove(older!);
        _current[identity] = node;
        return replaces && older!.Value.Value != fact.Value;
    }

    private bool Revoke(Fact end)
    {
        var revoked = _facts.Where(end.Revokes).ToList();
        foreach (var fact in revoked)
        {
            _facts.Remove(fact);
            if (fact.Identity is { } identity) _current.Remove(identity);
        }

        return revoked.Count > 0;
    }
}
