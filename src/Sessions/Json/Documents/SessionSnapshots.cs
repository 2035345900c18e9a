using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json.Documents;

/// <summary>The checkpoints of a document, as pure functions from document to document.</summary>
internal static class SessionSnapshots
{
    /// <summary>The checkpoints that can be gone back to, oldest first.</summary>
    public static IReadOnlyList<Snapshot> Read(SessionDocument document) =>
        [.. document.RawSnapshots.Select(SnapshotJson.Read).OfType<Snapshot>().Where(snapshot => Messages(document, snapshot) is not null)];

    /// <summary>The document with one checkpoint more, at the end of its history.</summary>
    public static SessionDocument Mark(SessionDocument document, SessionCheckpoint checkpoint, SessionVersion? version = null) =>
        Written(document, [.. document.RawSnapshots, SnapshotJson.New(document, checkpoint, version)]);

    /// <summary>The document with a checkpoint of another store.</summary>
    public static SessionDocument Add(SessionDocument document, CheckpointContent content, int shared)
    {
        if (content.Version is { } version && SessionNotes.Read(document) is var note && note.LastVersion < version.Number)
            document = SessionNotes.With(document, note with { LastVersion = version.Number });
        var shown = content.Place with { Id = Guid.NewGuid().ToString() };
        var snapshot = new Snapshot(shown, SnapshotJson.Entry(document, shown)) { Version = content.Version, State = StateJson.WriteValues(ScopedValues.Empty.Restore(content.State, default)) };
        return Written(document, [.. document.RawSnapshots, SnapshotJson.Place(snapshot, document.RawMessages, shared, [.. content.Messages.Skip(shared).Select(MessageJson.Write)])]);
    }

    /// <summary>The document with one version more; its number was never given to another one.</summary>
    public static SessionDocument Save(SessionDocument document, SessionCheckpoint checkpoint, string description, out int number)
    {
        var note = SessionNotes.Read(document);
        number = note.LastVersion + 1;
        return Mark(SessionNotes.With(document, note with { LastVersion = number }), checkpoint, new(number, description, checkpoint.CreatedAt, document.MessageCount));
    }

    /// <summary>The document with the messages and the state of one of its checkpoints, and one more that leads back.</summary>
    public static SessionDocument GoTo(SessionDocument document, Snapshot target, DateTimeOffset now, out SessionCheckpoint wayBack) =>
        SessionState.Restored(SessionChanges.Become(document, Messages(document, target)!, now, out wayBack), target.State, now);

    /// <summary>The document without the checkpoints of this kind; null when it has none.</summary>
    public static SessionDocument? Forget(SessionDocument document, Func<Snapshot, bool> which)
    {
        var all = document.RawSnapshots;
        var others = all.Where(bytes => SnapshotJson.Read(bytes) is not { } snapshot || !which(snapshot)).ToList();
        return others.Count == all.Count ? null : Written(document, others);
    }

    /// <summary>The document with a checkpoint whose last message is not recognised any more at its index again; null where the times of the messages
    /// do not say that it ended there, for other programs remove messages and then the index is that of another one.</summary>
    public static SessionDocument? PlacedAgain(SessionDocument document, Snapshot snapshot)
    {
        if (snapshot.Anchor is null || snapshot.Prefix > document.MessageCount || !EndsByTime(document.Window(null), snapshot.Prefix, snapshot.Shown.CreatedAt)) return null;
        return Written(document, [.. document.RawSnapshots.Select(bytes => bytes.AsSpan().SequenceEqual(snapshot.Bytes)
            ? SnapshotJson.Place(snapshot, document.RawMessages, snapshot.Prefix, snapshot.Rest) : bytes)]);
    }

    private static bool EndsByTime(IReadOnlyList<SessionMessage> messages, int prefix, DateTimeOffset at)
    {
        var slack = TimeSpan.FromMilliseconds(1);
        return messages.Take(prefix).All(message => message.Timestamp <= at + slack) && messages.Skip(prefix).All(message => message.Timestamp > at + slack);
    }

    /// <summary>The checkpoint with this id, else the newest with this label.</summary>
    public static Snapshot? Find(SessionDocument document, string checkpoint)
    {
        var all = Read(document);
        return all.FirstOrDefault(one => one.Shown.Id == checkpoint) ?? all.LastOrDefault(one => one.Shown.Label == checkpoint);
    }

    /// <summary>The messages a checkpoint stands for; null when another program removed them.</summary>
    public static IReadOnlyList<byte[]>? Messages(SessionDocument document, Snapshot snapshot) =>
        PrefixOf(document.RawMessages, snapshot) is { } prefix ? [.. document.RawMessages.Take(prefix), .. snapshot.Rest] : null;

    /// <summary>The document <paramref name="after"/> a change of its messages other than an append, with checkpoints that still stand for the same messages.</summary>
    public static SessionDocument Follow(SessionDocument before, SessionDocument after)
    {
        if (before.RawSnapshots.Count == 0) return after;
        var now = after.RawMessages;
        return Written(after, [.. before.RawSnapshots.Select(bytes => Follow(before, bytes, now))]);
    }

    private static byte[] Follow(SessionDocument before, byte[] bytes, IReadOnlyList<byte[]> now)
    {
        return SnapshotJson.Read(bytes) is { } snapshot && Messages(before, snapshot) is { } messages ? Place(snapshot, messages, now) : bytes;
    }

    /// <summary>The entry of a checkpoint that stands for these messages, in a session that holds those.</summary>
    /// <param name="snapshot">The checkpoint.</param>
    /// <param name="messages">The messages it stands for.</param>
    /// <param name="now">Those that the session holds.</param>
    /// <param name="isChanged">True when more of the checkpoint than its place is another than its entry says.</param>
    public static byte[] Place(Snapshot snapshot, IReadOnlyList<byte[]> messages, IReadOnlyList<byte[]> now, bool isChanged = false)
    {
        var prefix = 0;
        while (prefix < now.Count && prefix < messages.Count && now[prefix].AsSpan().SequenceEqual(messages[prefix])) prefix++;
        var isPlaced = prefix == snapshot.Prefix && messages.Count - prefix == snapshot.Rest.Count;
        return isPlaced && !isChanged ? snapshot.Bytes : SnapshotJson.Place(snapshot, now, prefix, [.. messages.Skip(prefix)]);
    }

    // Another program may have removed older messages: then the place is where the last message went.
    private static int? PrefixOf(IReadOnlyList<byte[]> messages, Snapshot snapshot)
    {
        if (snapshot.Prefix <= 0) return 0;
        if (snapshot.Anchor is null) return snapshot.Prefix <= messages.Count ? snapshot.Prefix : null;
        for (var count = Math.Min(snapshot.Prefix, messages.Count); count > 0; count--)
        {
            if (SnapshotJson.AnchorOf(messages[count - 1]) == snapshot.Anchor) return count;
        }

        return null;
    }

    private static SessionDocument Written(SessionDocument document, IReadOnlyList<byte[]> snapshots) =>
        new DocumentEdit(document).Set("snapshots", JsonText.Array(snapshots)).Build();
}
