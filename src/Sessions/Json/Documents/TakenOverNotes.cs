using System.Globalization;
using System.Text.Json;

namespace Bots.Sessions.Json.Documents;

/// <summary>The notes in a session's <c>metadata</c> of what it took over from others, as pure functions from document to document.</summary>
internal static class TakenOverNotes
{
    public const string Name = "bots_taken_over";

    /// <summary>The notes. A fork of a program that makes none began with the first messages of its parent.</summary>
    public static IReadOnlyList<TakenOver> Read(SessionDocument document)
    {
        if (document.Raw("metadata").IndexOf("bots_taken_over"u8) < 0) return OfFork(document);
        if (document.Object("metadata") is not { } metadata || !metadata.TryGetProperty(Name, out var list)) return OfFork(document);
        try
        {
            return list.Deserialize(JsonText.Default.IReadOnlyListTakenOver) is { } notes ? [.. notes.Where(static note => note is { Session: not null, Marks: not null }).Select(note => ByValue(note, document))] : [];
        }
        catch (JsonException)
        {
            // Another program changed it beyond recognition: what it says of its tree is left.
            return OfFork(document);
        }
    }

    public static SessionDocument With(SessionDocument document, IReadOnlyList<TakenOver> notes) => new DocumentEdit(document)
        .Set("metadata", SessionNotes.With(document, Name, JsonSerializer.SerializeToUtf8Bytes(notes, JsonText.Default.IReadOnlyListTakenOver))).Build();

    /// <summary>The notes of a session that begins with these messages and values of another one.</summary>
    /// <param name="source">The other one.</param>
    /// <param name="sourceId">Its id.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="values">The values.</param>
    /// <param name="withTitle">True when it takes the title as well.</param>
    public static IEnumerable<TakenOver> From(SessionDocument source, string sourceId, IEnumerable<byte[]> messages, IEnumerable<ValueMark> values, bool withTitle)
    {
        var (marks, own, titled) = (new MarkCounts(messages.Select(SnapshotJson.MarkOf)), new HashSet<ValueMark>(values), withTitle);
        foreach (var note in Read(source))
        {
            yield return TakenOver.Of(note.Session, note.User, note.Messages.Where(marks.Take), note.ValueMarks.Where(own.Remove)) with { Title = titled && note.Title, Born = note.Born };
            titled &= !note.Title;
        }

        yield return TakenOver.Of(sourceId, source.Text("user_id"), marks.Rest, own) with { Title = titled, Born = source.Text("created_at") };
    }

    /// <summary>The document in which what comes from this session is noted as that of its owner.</summary>
    public static SessionDocument Owned(SessionDocument document, string sessionId, SessionDocument source) =>
        Read(document) is var notes && notes.Any(note => note.Session == sessionId)
            ? With(document, [.. notes.Select(note => note.Session == sessionId && note.IsOf(source.Text("created_at")) ? note with { User = source.Text("user_id") } : note)])
            : document;

    /// <summary>The document whose title is its own.</summary>
    public static SessionDocument Titled(SessionDocument document) =>
        Read(document) is var notes && notes.Any(static note => note.Title) ? With(document, [.. notes.Select(static note => note with { Title = false })]) : document;

    // The values up to the version that an older note names.
    private static TakenOver ByValue(TakenOver note, SessionDocument document)
    {
        if (note.State is not { Count: > 0 } keys) return note;
        var table = SessionState.Read(document, SessionState.Own);
        var values = keys.SelectMany(key => table.Changes.GetValueOrDefault(key.Key, []).Where(change => change.Version <= key.Value)
            .Select(static change => change.Value).OfType<JsonElement>().Select(value => ValueMark.Of(key.Key, value)));
        return note.Having(note.ValueMarks.Concat(values).Distinct());
    }

    private static IReadOnlyList<TakenOver> OfFork(SessionDocument document) =>
        document.Text("parent_id") is { Length: > 0 } parent && int.TryParse(document.Text("forked_from_message_id"), CultureInfo.InvariantCulture, out var last)
            ? [TakenOver.Of(parent, null, document.RawMessages.Take(last + 1).Select(SnapshotJson.MarkOf), [])]
            : [];
}
