using Bots.Sessions.Merging;

namespace Bots.Sessions.Json.Documents;

/// <summary>One document of two, as a pure function. Messages are taken over byte for byte.</summary>
internal static class SessionMerge
{
    /// <summary>The merged session and what was merged.</summary>
    /// <param name="mine">One side.</param>
    /// <param name="other">The other.</param>
    /// <param name="target">The id of the new session.</param>
    /// <param name="state">Its state, and the keys in conflict.</param>
    /// <param name="now">The time of the merge.</param>
    public static (SessionDocument Merged, MergeResult Result) Of(
        (string Id, SessionDocument Document) mine, (string Id, SessionDocument Document) other, string target, (IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Conflicts) state, DateTimeOffset now)
    {
        var (left, right) = (mine.Document, other.Document);
        var (bytes, theirs) = (new Dictionary<SessionMessage, byte[]>(ReferenceEqualityComparer.Instance), new Dictionary<SessionMessage, byte[]>(ReferenceEqualityComparer.Instance));
        var (leftMessages, rightMessages) = (Window(left, bytes), Window(right, theirs));
        var shared = leftMessages.Zip(rightMessages).TakeWhile(static pair => pair.First == pair.Second).Count();
        var (equal, tail) = MergeUnits.Merge(MergeUnits.Of(leftMessages, shared), MergeUnits.Of(rightMessages, shared));
        IReadOnlyList<SessionMessage> merging = [.. leftMessages.Take(shared + equal), .. tail];
        IReadOnlyList<byte[]> messages = [.. merging.Select(message => bytes.GetValueOrDefault(message) ?? theirs[message])];

        var started = SessionTreeChanges.New(target, left.Text("title") ?? right.Text("title"), null, now);
        var merged = new DocumentEdit(SessionState.With(started, SessionState.Own, ScopedValues.New(state.Values, now)))
            .Set("messages", JsonText.Array(messages))
            .Set("agent_name", JsonText.Of(left.Text("agent_name") ?? right.Text("agent_name")))
            .Set("user_id", JsonText.Of(left.Text("user_id") ?? right.Text("user_id"))).Build();
        var ofLeft = SessionState.Read(left, SessionState.Own).Texts;
        var values = SessionState.Read(merged, SessionState.Own).Values
            .ToLookup(value => ofLeft.GetValueOrDefault(value.Key) == state.Values[value.Key], static value => ValueMark.Of(value.Key, value.Value.Value!.Value));
        merged = TakenOverNotes.With(merged,
        [
            .. TakenOverNotes.From(left, mine.Id, merging.Select(message => bytes.GetValueOrDefault(message)).OfType<byte[]>(), values[true], left.Text("title") is not null),
            .. TakenOverNotes.From(right, other.Id, merging.Select(message => theirs.GetValueOrDefault(message)).OfType<byte[]>(), values[false], left.Text("title") is null),
        ]);
        if (shared + equal > 0) merged = SessionNotes.With(merged, SessionNotes.Read(merged) with { MergedFrom = mine.Id, MergedCount = shared + equal });
        return (merged, new(target, shared + equal, messages.Count, state.Conflicts));
    }

    private static IReadOnlyList<SessionMessage> Window(SessionDocument document, Dictionary<SessionMessage, byte[]> bytes)
    {
        var messages = document.Window(null);
        foreach (var (message, raw) in messages.Zip(document.RawMessages)) bytes.Add(message, raw);
        return messages;
    }
}
