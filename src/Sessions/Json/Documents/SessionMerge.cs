using Bots.Sessions.Merging;

namespace Bots.Sessions.Json.Documents;

/// <summary>One document of two, as a pure function. Messages are taken over byte for byte.</summary>
internal static class SessionMerge
{
    /// <summary>The merged session and what was merged.</summary>
    /// <param name="left">One side.</param>
    /// <param name="right">The other.</param>
    /// <param name="target">The id of the new session.</param>
    /// <param name="state">Its state, and the keys in conflict.</param>
    /// <param name="now">The time of the merge.</param>
    public static (SessionDocument Merged, MergeResult Result) Of(
        SessionDocument left, SessionDocument right, string target, (IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Conflicts) state, DateTimeOffset now)
    {
        var bytes = new Dictionary<SessionMessage, byte[]>(ReferenceEqualityComparer.Instance);
        var (mine, theirs) = (Window(left, bytes), Window(right, bytes));
        var shared = mine.Zip(theirs).TakeWhile(static pair => pair.First == pair.Second).Count();
        var (equal, tail) = MergeUnits.Merge(MergeUnits.Of(mine, shared), MergeUnits.Of(theirs, shared));
        IReadOnlyList<byte[]> messages = [.. mine.Take(shared + equal).Concat(tail).Select(message => bytes[message])];

        var started = SessionTreeChanges.New(target, left.Text("title") ?? right.Text("title"), null, now);
        var merged = new DocumentEdit(SessionState.With(started, SessionState.Own, ScopedValues.New(state.Values, now)))
            .Set("messages", JsonText.Array(messages))
            .Set("agent_name", JsonText.Of(left.Text("agent_name") ?? right.Text("agent_name")))
            .Set("user_id", JsonText.Of(left.Text("user_id") ?? right.Text("user_id"))).Build();
        return (merged, new(target, shared + equal, messages.Count, state.Conflicts));
    }

    private static IReadOnlyList<SessionMessage> Window(SessionDocument document, Dictionary<SessionMessage, byte[]> bytes)
    {
        var messages = document.Window(null);
        foreach (var (message, raw) in messages.Zip(document.RawMessages)) bytes.Add(message, raw);
        return messages;
    }
}
