namespace Bots.Sessions.Json.Documents;

/// <summary>The changes a store makes to a session, as pure functions from document to document.</summary>
internal static class SessionChanges
{
    /// <summary>The version now; grows with our writes and with those of other programs.</summary>
    public static long Version(SessionDocument document)
    {
        var note = SessionNotes.Read(document);
        var updated = document.Text("updated_at") ?? "";
        return note.At == updated && note.Version > 0 ? note.Version : note.Version + Math.Max(1, MicrosecondsSince(note, document, updated));
    }

    public static SessionData Data(SessionDocument document, string sessionId) => new(sessionId)
    {
        Title = document.Text("title"),
        AgentName = document.Text("agent_name"),
        UserId = document.Text("user_id"),
        Metadata = SessionNotes.ReadValues(document),
        CreatedAt = IsoTime.Read(document.Text("created_at")) ?? default,
        UpdatedAt = UpdatedAt(document),
        ExpiresAt = document.Raw("metadata").IndexOf("expires_at"u8) >= 0 ? SessionNotes.Read(document).ExpiresAt : null,
        MessageCount = document.MessageCount,
        Version = Version(document),
    };

    public static DateTimeOffset UpdatedAt(SessionDocument document) => IsoTime.Read(document.Text("updated_at")) ?? default;

    public static SessionDocument Append(SessionDocument document, SessionMessage message, int? maxMessages, DateTimeOffset now) =>
        Trimmed(Edit(document, now).Append([message]).Build(), maxMessages);

    /// <summary>Erases the messages, those that other programs set aside included.</summary>
    public static SessionDocument Clear(SessionDocument document, DateTimeOffset now)
    {
        document = SessionState.Cleared(document);
        var edit = Edit(document, now).Messages(static _ => false, []);
        foreach (var archive in new[] { "archived_messages", "snapshots" })
        {
            if (document.Raw(archive).Length > 0) edit.Set(archive, "[]"u8);
        }

        if (document.Raw("last_compaction").Length > 0) edit.Set("last_compaction", "null"u8);
        return edit.Build();
    }

    public static bool Knows(SessionDocument? document, string? turnKey) =>
        turnKey is not null && document is not null && SessionNotes.Read(document).Turns.Contains(turnKey);

    /// <summary>The document after the turn; the same instance when the turn does not concern it.</summary>
    public static SessionDocument? Write(SessionDocument? document, SessionTurn turn, int? maxMessages)
    {
        if (Knows(document, turn.Key) || !Concerns(document, turn)) return document;
        var isHandedOver = document is not null && document.Text("user_id") is null && turn.UserId is not null;
        document ??= SessionDocument.New(turn.SessionId, turn.At);
        var keep = Math.Min(turn.KeepMessages ?? int.MaxValue, document.MessageCount);
        var cuts = keep < document.MessageCount;
        if (cuts) document = SessionSnapshots.Mark(document, WayBack(document, turn.At));
        var edit = Edit(document, turn.At, cuts || turn.Messages.Count > 0, turn.Key).Messages(index => index < keep, turn.Messages);
        if (document.Text("user_id") is null && turn.UserId is { } user) edit.Set("user_id", JsonText.Of(user));
        if (turn.AgentName is { } agent) edit.Set("agent_name", JsonText.Of(agent));
        var written = edit.Build();
        if (isHandedOver) written = SessionNotes.With(written, SessionNotes.Read(written) with { WasHandedOver = true });
        return Trimmed(cuts ? SessionSnapshots.Follow(document, written) : written, maxMessages);
    }

    /// <summary>The document with these messages instead of its own, and a checkpoint that leads back.</summary>
    public static SessionDocument Become(SessionDocument document, IReadOnlyList<byte[]> messages, DateTimeOffset now, out SessionCheckpoint wayBack)
    {
        wayBack = WayBack(document, now);
        var marked = SessionSnapshots.Mark(document, wayBack);
        return SessionSnapshots.Follow(marked, Edit(marked, now).Set("messages", JsonText.Array(messages)).Build());
    }

    // The version grows with every change and a turn replayed from the journal finds the same one: so does its checkpoint.
    private static SessionCheckpoint WayBack(SessionDocument document, DateTimeOffset now) =>
        new($"undo-{Version(document):x}", document.MessageCount - 1, now, null, CheckpointKind.Undo);

    private static bool Concerns(SessionDocument? document, SessionTurn turn) => turn.Messages.Count > 0 || (document is not null && (
        turn.KeepMessages < document.MessageCount || turn.IsNamed
        || (turn.AgentName is { } agent && agent != document.Text("agent_name")) || (turn.UserId is not null && document.Text("user_id") is null)));

    public static SessionDocument Update(SessionDocument document, SessionChange change, DateTimeOffset now)
    {
        if (change.Title is not null) document = TakenOverNotes.Titled(document);
        var note = SessionNotes.Read(document) with { Version = Version(document), At = IsoTime.Write(change.UpdatedAt ?? now) };
        if (change.UserId is not null && change.UserId != document.Text("user_id")) note = note with { WasHandedOver = true };
        var edit = new DocumentEdit(document).Set("updated_at", JsonText.Of(note.At)).Set("metadata", SessionNotes.Write(document, note, change.Metadata));
        if (change.CreatedAt is { } created) edit.Set("created_at", JsonText.Of(IsoTime.Write(created)));
        if (change.Title is { } title) edit.Set("title", JsonText.Of(title));
        if (change.AgentName is { } agent) edit.Set("agent_name", JsonText.Of(agent));
        if (change.UserId is { } user) edit.Set("user_id", JsonText.Of(user));
        foreach (var (name, value) in ForeignFields.Of(change.Metadata))
        {
            if (!ForeignFields.OfSession.Contains(name)) edit.Set(name, JsonText.Of(value));
        }

        return edit.Build();
    }

    /// <summary>Begins a change that is noted as one.</summary>
    public static DocumentEdit Edit(SessionDocument document, DateTimeOffset now, bool changesMessages = true, string? turnKey = null)
    {
        var note = SessionNotes.Read(document) with { Version = Version(document) + (changesMessages ? 1 : 0), At = IsoTime.Write(now) };
        if (turnKey is not null) note = note.With(turnKey);
        return new DocumentEdit(document).Set("updated_at", JsonText.Of(note.At)).Set("metadata", SessionNotes.Write(document, note));
    }

    private static SessionDocument Trimmed(SessionDocument document, int? maxMessages)
    {
        if (maxMessages is not { } max || document.MessageCount <= max) return document;
        var trimmed = SessionSnapshots.Follow(document, MessageTrimming.Trim(document, max));
        return SessionSummaries.Trimmed(document, trimmed, MessageTrimming.First(document.Window(null)));
    }

    private static long MicrosecondsSince(SessionNote note, SessionDocument document, string updated)
    {
        var since = IsoTime.Read(note.Version > 0 ? note.At : document.Text("created_at"));
        return IsoTime.Read(updated) is { } then && since is { } from ? (long)(then - from).TotalMicroseconds : 1;
    }
}
