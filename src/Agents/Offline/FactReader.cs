namespace Bots.Agents.Offline;

/// <summary>Finds the facts in what a user says.</summary>
internal sealed class FactReader
{
    private string _lastThing = "";

    /// <summary>The facts in the clause; statements only. Call in order: "Her name is Luna" belongs to the cat mentioned before.</summary>
    public IEnumerable<Fact> Read(Clause clause)
    {
        if (clause.Kind != ClauseKind.Statement || !MayBePersonal(clause.Text)) return [];
        var facts = (NameFacts.Read(clause) ?? LifeFacts.Read(clause) ?? TasteFacts.Read(clause) ?? PropertyFacts.Read(clause, _lastThing) ?? []).ToList();
        if (facts.LastOrDefault() is { Topic: Topic.Property or Topic.Having } thing) _lastThing = PropertyFacts.ThingOf(thing);
        return facts;
    }

    // Most of a long history is not about the user: a look at the words spares the patterns.
    private static bool MayBePersonal(string text)
    {
        foreach (var word in text.AsSpan().SplitAny(' ', '\'', ','))
            if (text.AsSpan(word) is "I" or "i" or "My" or "my" or "MY" or "me" or "Me" or "m" or "mi" or "Mi" or "his" or "His" or "her" or "Her" or "its" or "Its" or "the" or "The" or "This" or "this"
                or "it" or "It" or "Ich" or "ich" or "Mein" or "mein" or "Meine" or "meine")
                return true;
        return false;
    }
}
