namespace Bots.Sessions.Json.Documents;

/// <summary>Who owns what a session took over.</summary>
/// <param name="notes">The session's notes.</param>
/// <param name="known">The owners of the sessions that are there.</param>
internal sealed class TakenOverOwners(IReadOnlyList<TakenOver> notes, IReadOnlyDictionary<string, string?> known)
{
    // Taken over in another store: no session of this one is it.
    private const string NoSession = "";

    public IReadOnlyList<TakenOver> Notes => notes;

    public string? Of(TakenOver note) => known.TryGetValue(note.Session, out var owner) ? owner : note.User;

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

    /// <summary>The document in which these values and its title are noted as theirs.</summary>
    public static SessionDocument Keep(SessionDocument document, IReadOnlyDictionary<string, string> values, string? namer)
    {
        var state = SessionState.Read(document, SessionState.Own);
        var notes = TakenOverNotes.Read(document);
        var added = values.Where(value => state.Get(value.Key) is { } now && !notes.Any(note => note.User == value.Value && note.State.GetValueOrDefault(value.Key) == now.Version))
            .GroupBy(static value => value.Value, StringComparer.Ordinal)
            .Select(owner => TakenOver.Of(NoSession, owner.Key, [], owner.ToDictionary(static value => value.Key, value => state.Get(value.Key)!.Version, StringComparer.Ordinal))).ToList();
        if (namer is not null && document.Text("title") is not null && !notes.Any(note => note.Title && note.User == namer)) added.Add(TakenOver.Of(NoSession, namer, [], []) with { Title = true });
        return added.Count == 0 ? document : TakenOverNotes.With(document, [.. notes, .. added]);
    }

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
        return TakenOver.Of(note.Session, note.User, note.Messages.Where(mark => !counts.Take(mark)), note.State) with { Title = note.Title };
    }
}
