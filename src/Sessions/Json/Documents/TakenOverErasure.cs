using System.Globalization;
using System.Text.Json;
using Bots.Sessions.Merging;

namespace Bots.Sessions.Json.Documents;

/// <summary>Takes out of a document what it took over from others, as a pure function.</summary>
internal sealed class TakenOverErasure
{
    private readonly IReadOnlyList<long> _marks;
    private readonly HashSet<ValueMark> _values;

    private TakenOverErasure(IReadOnlyList<TakenOver> theirs) =>
        (_marks, _values) = ([.. theirs.SelectMany(static note => note.Messages)], [.. theirs.SelectMany(static note => note.ValueMarks)]);

    /// <summary>The document without what the notes of this kind say, and how many messages it lost, null when it had nothing of theirs but perhaps the title;
    /// null when there is no such note.</summary>
    public static (SessionDocument Document, int? Lost)? Run(SessionDocument document, Func<TakenOver, bool> isTheirs, DateTimeOffset now)
    {
        var notes = TakenOverNotes.Read(document);
        var theirs = notes.Where(isTheirs).ToList();
        if (theirs.Count == 0) return null;
        var erasure = new TakenOverErasure(theirs);
        var stays = erasure.Staying(document.RawMessages);
        var losesText = stays.Contains(false) || document.RawSnapshots.Any(bytes => erasure.LosesText(document, bytes));
        var rest = erasure.Run(document, stays, theirs.Exists(static note => note.Title), losesText ? now : null);
        return (TakenOverNotes.With(rest, [.. notes.Where(note => !isTheirs(note))]), losesText || erasure._values.Count > 0 ? document.MessageCount - rest.MessageCount : null);
    }

    // Losing a title or values is no change of the messages, and leaves what is made of these.
    private SessionDocument Run(SessionDocument document, bool[] stays, bool losesTitle, DateTimeOffset? losesTextAt)
    {
        var edit = losesTextAt is { } now ? SessionChanges.Edit(document, now).Messages(index => stays[index], []) : new DocumentEdit(document);
        if (losesTitle) edit.Set("title", "null"u8);
        if (losesTextAt is not null && int.TryParse(document.Text("forked_from_message_id"), CultureInfo.InvariantCulture, out var last))
            edit.Set("forked_from_message_id", JsonText.Of((stays.Take(last + 1).Count(static one => one) - 1).ToString(CultureInfo.InvariantCulture)));
        if (Archived(document) is { } archive) edit.Set("archived_messages", archive);
        var rest = edit.Build();
        rest = rest.RawSnapshots.Count == 0 ? rest
            : new DocumentEdit(rest).Set("snapshots", JsonText.Array(document.RawSnapshots.Select(bytes => Snapshot(document, bytes, rest.RawMessages)).OfType<byte[]>())).Build();
        return WithoutState(losesTextAt is not null && SessionSummaries.All(rest).Count > 0 ? SessionSummaries.With(rest, []) : rest);
    }

    // What another program made of the oldest messages is made of theirs.
    private bool[] Staying(IReadOnlyList<byte[]> messages)
    {
        var marks = new MarkCounts(_marks);
        var history = messages.Select(static bytes => MessageJson.Read(bytes)!).ToList();
        var theirs = messages.Select((bytes, index) => marks.Take(SnapshotJson.MarkOf(bytes)) || MessageTrimming.IsSummary(history[index])).ToList();
        return MergeUnits.Staying(history, index => theirs[index]);
    }

    private bool LosesText(SessionDocument document, byte[] bytes) =>
        SnapshotJson.Read(bytes) is { } snapshot && SessionSnapshots.Messages(document, snapshot) is { } messages && Staying(messages).Contains(false);

    // One that cannot be gone back to would only keep text.
    private byte[]? Snapshot(SessionDocument document, byte[] bytes, IReadOnlyList<byte[]> now)
    {
        if (SnapshotJson.Read(bytes) is not { } snapshot || SessionSnapshots.Messages(document, snapshot) is not { } messages) return null;
        var stays = Staying(messages);
        IReadOnlyList<byte[]> kept = [.. messages.Where((_, index) => stays[index])];
        var state = snapshot.State is { } values ? StateJson.WriteValues(SessionState.TableOf(values).Without(_values)) : null;
        return SessionSnapshots.Place(SnapshotJson.Moved(snapshot with { State = state }, kept.Count - 1), kept, now, isChanged: state is not null);
    }

    private byte[]? Archived(SessionDocument document)
    {
        var raw = document.Raw("archived_messages");
        if (raw.Length == 0 || raw[0] != '[') return null;
        using var parsed = JsonDocument.Parse(raw.ToArray(), new JsonDocumentOptions { MaxDepth = 4_096 });
        var marks = new MarkCounts(_marks);
        return JsonText.Array(parsed.RootElement.EnumerateArray().Select(JsonText.Of).Where(bytes => bytes[0] != '{' || !marks.Take(SnapshotJson.MarkOf(bytes))));
    }

    private SessionDocument WithoutState(SessionDocument document)
    {
        var before = SessionState.Read(document, SessionState.Own);
        if (before.Without(_values) is var after && !ReferenceEquals(before, after)) document = SessionState.With(document, SessionState.Own, after);
        return SessionState.OriginOf(document) is { Count: > 0 } origin ? SessionState.WithOrigin(document, ScopedValues.New(origin, default).Without(_values)) : document;
    }
}
