using System.Globalization;

namespace Bots.Sessions.Json.Documents;

/// <summary>A session's place in its tree, as pure functions from document to document. Nothing here counts as a change of the session.</summary>
internal static class SessionTreeChanges
{
    /// <summary>A new session below this parent, or a root.</summary>
    public static SessionDocument New(string sessionId, string? title, string? parentId, DateTimeOffset now)
    {
        var document = SessionDocument.New(sessionId, now);
        var note = SessionNotes.Read(document) with { Version = 1, At = IsoTime.Write(now) };
        return new DocumentEdit(document).Set("metadata", SessionNotes.Write(document, note))
            .Set("title", JsonText.Of(title)).Set("parent_id", JsonText.Of(parentId)).Build();
    }

    /// <summary>A new session that begins with the parent's messages up to this index, byte for byte.</summary>
    public static SessionDocument Fork(SessionDocument parent, string parentId, int last, string sessionId, string? title, DateTimeOffset now)
    {
        var (state, taken) = (SessionState.Read(parent, SessionState.Own), parent.RawMessages.Take(last + 1).ToList());
        var started = SessionState.With(New(sessionId, title ?? parent.Text("title"), parentId, now), SessionState.Own, state);
        var fork = new DocumentEdit(SessionState.WithOrigin(started, state))
            .Set("messages", JsonText.Array(taken))
            .Set("forked_from_message_id", JsonText.Of(last.ToString(CultureInfo.InvariantCulture)))
            .Set("agent_name", JsonText.Of(parent.Text("agent_name")))
            .Set("user_id", JsonText.Of(parent.Text("user_id"))).Build();
        fork = TakenOverNotes.With(fork, [.. TakenOverNotes.From(parent, parentId, taken, state.Marks(), title is null)]);
        return SessionSummaries.All(parent) is { Count: > 0 } summaries ? SessionSummaries.Holding(SessionSummaries.With(fork, summaries)) : fork;
    }

    /// <summary>For a fork the index of the last message taken over.</summary>
    public static int? ForkedAt(SessionDocument document) =>
        int.TryParse(document.Text("forked_from_message_id"), CultureInfo.InvariantCulture, out var index) ? index : null;

    /// <summary>The document that says so of where it was forked; null when it does. Whose its messages are stays as it was: a session that notes nothing of that would be read anew.</summary>
    public static SessionDocument? KeepForkedAt(SessionDocument document, int forkedAt) => ForkedAt(document) == forkedAt ? null
        : TakenOverNotes.With(
            new DocumentEdit(document).Set("forked_from_message_id", JsonText.Of(forkedAt.ToString(CultureInfo.InvariantCulture))).Build(), TakenOverNotes.Read(document));

    public static SessionDocument Adopt(SessionDocument parent, string childId) => WithChildren(parent, [.. parent.ChildrenIds.Where(id => id != childId), childId]);

    public static SessionDocument? Abandon(SessionDocument parent, string childId) =>
        parent.ChildrenIds.Contains(childId) ? WithChildren(parent, parent.ChildrenIds.Where(id => id != childId)) : null;

    /// <summary>The child without its parent, if that is the one; what it took over stays its owner's.</summary>
    public static SessionDocument? Orphan(SessionDocument child, string parentId, SessionDocument? parent = null)
    {
        if (child.Text("parent_id") != parentId) return null;
        var noted = parent is null ? child : TakenOverNotes.Owned(child, parentId, parent);
        return new DocumentEdit(noted).Set("parent_id", "null"u8).Build();
    }

    /// <summary>The session that this one says it stands below.</summary>
    public static string? ParentOf(SessionDocument document) => document.Text("parent_id") is { Length: > 0 } id ? id : null;

    /// <summary>What others may say of this session, without anything it holds.</summary>
    public static SessionDocument Outline(SessionDocument document, string sessionId)
    {
        var outline = new DocumentEdit(SessionDocument.New(sessionId, default)).Set("created_at", JsonText.Of(document.Text("created_at")))
            .Set("user_id", JsonText.Of(document.Text("user_id"))).Set("parent_id", JsonText.Of(ParentOf(document)))
            .Set("children_ids", JsonText.Array(document.ChildrenIds.Select(JsonText.Of))).Build();
        return SessionNotes.Read(document).WasHandedOver ? SessionNotes.With(outline, SessionNote.None with { WasHandedOver = true }) : outline;
    }

    private static SessionDocument WithChildren(SessionDocument parent, IEnumerable<string> ids) =>
        new DocumentEdit(parent).Set("children_ids", JsonText.Array(ids.Select(JsonText.Of))).Build();
}
