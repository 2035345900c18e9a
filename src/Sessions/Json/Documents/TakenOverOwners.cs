namespace Bots.Sessions.Json.Documents;

/// <summary>Who owns what a session took over.</summary>
/// <param name="notes">The session's notes.</param>
/// <param name="known">The sessions that are there.</param>
internal sealed class TakenOverOwners(IReadOnlyList<TakenOver> notes, IReadOnlyDictionary<string, SessionDocument> known)
{
    // Taken over in another store: no session of this one is it.
    private const string NoSession = "";

    public IReadOnlyList<TakenOver> Notes => notes;

    public string? Of(TakenOver note) => known.TryGetValue(note.Session, out var source) && note.IsOf(source.Text("created_at")) ? source.Text("user_id") : note.User;

    /// <summary>The owner of each message, null for the session's own and those that nobody owns.</summary>
    public IReadOnlyList<string?> Of(IReadOnlyList<byte[]> messages) => [.. Taken(notes, messages).Select(note => note < 0 ? null : Of(notes[note]))];

    /// <summary>The same by the notes that the document has now.</summary>
    public IReadOnlyList<string?> Of(SessionDocument document, IReadOnlyList<byte[]> messages)
    {
        var current = TakenOverNotes.Read(document);
        return [.. Taken(current, messages).Select(note => note < 0 ? null : Of(current[note]))];
    }

    /// <summary>The document in which these messages have these owners.</summary>
    public SessionDocument Keep(SessionDocument document, IReadOnlyList<byte[]> messages, IReadOnlyList<string?> owners)
    {
        var current = TakenOverNotes.Read(document).ToList();
        var taken = Taken(current, messages);
        var added = new Dictionary<string, List<long>>(StringComparer.Ordinal);
        var lost = current.ConvertAll(static _ => new List<long>());
        for (var index = 0; index < messages.Count && index < owners.Count; index++)
        {
            if ((taken[index] < 0 ? null : Of(current[taken[index]])) == owners[index]) continue;
            var mark = SnapshotJson.MarkOf(messages[index]);
            if (taken[index] >= 0) lost[taken[index]].Add(mark);
            if (owners[index] is not { } owner) continue;
            if (!added.TryGetValue(owner, out var marks)) added[owner] = marks = [];
            marks.Add(mark);
        }

        if (added.Count == 0 && lost.TrueForAll(static marks => marks.Count == 0)) return document;
        var kept = current.Select((note, index) => lost[index].Count == 0 ? note : Without(note, lost[index]));
        return TakenOverNotes.With(document, [.. kept, .. added.Select(static owner => TakenOver.Of(NoSession, owner.Key, owner.Value, []))]);
    }

    /// <summary>The owners of the values that are set in a table of the session, by key, without its own and those that nobody owns.</summary>
    public IReadOnlyDictionary<string, string?> Of(ScopedValues table) =>
        MarksOf(table).Select(value => KeyValuePair.Create(value.Key, Of(notes, value))).Where(static value => value.Value is not null).ToDictionary(StringComparer.Ordinal);

    /// <summary>The document in which these values of a table of it have these owners, null for its own; the others keep theirs.</summary>
    public SessionDocument Keep(SessionDocument document, ScopedValues table, IReadOnlyDictionary<string, string?> values)
    {
        var current = TakenOverNotes.Read(document);
        var changed = MarksOf(table).Where(value => values.TryGetValue(value.Key, out var owner) && Of(current, value) != owner).ToDictionary(static value => value, value => values[value.Key]);
        if (changed.Count == 0) return document;
        var kept = current.Select(note => note.ValueMarks.Any(changed.ContainsKey) ? note.Having(note.ValueMarks.Where(value => !changed.ContainsKey(value))) : note);
        var added = changed.Where(static value => value.Value is not null).GroupBy(static value => value.Value, static value => value.Key, StringComparer.Ordinal);
        return TakenOverNotes.With(document, [.. kept, .. added.Select(static owner => TakenOver.Of(NoSession, owner.Key, [], owner))]);
    }

    /// <summary>The document whose title is noted as theirs.</summary>
    public static SessionDocument Keep(SessionDocument document, string namer)
    {
        var notes = TakenOverNotes.Read(document);
        return document.Text("title") is null || notes.Any(note => note.Title && note.User == namer)
            ? document
            : TakenOverNotes.With(document, [.. notes, TakenOver.Of(NoSession, namer, [], []) with { Title = true }]);
    }

    private static IEnumerable<ValueMark> MarksOf(ScopedValues table) => table.Values.Select(static value => ValueMark.Of(value.Key, value.Value.Value!.Value));

    private string? Of(IEnumerable<TakenOver> among, ValueMark value) => among.Where(note => note.ValueMarks.Contains(value)).Select(Of).FirstOrDefault(static owner => owner is not null);

    // The note that each message is taken from, -1 for none.
    private static List<int> Taken(IReadOnlyList<TakenOver> notes, IReadOnlyList<byte[]> messages)
    {
        if (notes.Count == 0) return [.. messages.Select(static _ => -1)];
        var marks = notes.Select(static note => new MarkCounts(note.Messages)).ToList();
        return [.. messages.Select(bytes => SnapshotJson.MarkOf(bytes)).Select(mark => marks.FindIndex(one => one.Take(mark)))];
    }

    private static TakenOver Without(TakenOver note, List<long> lost)
    {
        var counts = new MarkCounts(lost);
        return TakenOver.Of(note.Session, note.User, note.Messages.Where(mark => !counts.Take(mark)), note.ValueMarks) with { Title = note.Title, Born = note.Born };
    }
}
