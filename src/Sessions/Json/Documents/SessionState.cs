using System.Text.Json;

namespace Bots.Sessions.Json.Documents;

/// <summary>The state that lies in a session's <c>metadata</c>, as pure functions from document to document.</summary>
internal static class SessionState
{
    public const string Own = "bots_state";
    public const string Shared = "bots_shared";

    /// <summary>For a fork the values it began with.</summary>
    public const string Origin = "bots_origin";

    public static ScopedValues Read(SessionDocument document, string name) =>
        document.Object("metadata") is { } metadata && metadata.TryGetProperty(name, out var table) ? StateJson.Read(table) : ScopedValues.Empty;

    /// <summary>How many values are set.</summary>
    public static int Count(SessionDocument document) => Read(document, Own).Values.Count + Read(document, Shared).Values.Count;

    public static SessionDocument With(SessionDocument document, string name, ScopedValues table) =>
        new DocumentEdit(document).Set("metadata", SessionNotes.With(document, name, StateJson.Write(table))).Build();

    /// <summary>For a fork the values it began with, as JSON; null for a session that is none.</summary>
    public static IReadOnlyDictionary<string, string>? OriginOf(SessionDocument document) =>
        document.Object("metadata") is { } metadata && metadata.TryGetProperty(Origin, out var values) && values.ValueKind == JsonValueKind.Object
            ? values.EnumerateObject().ToDictionary(static value => value.Name, static value => value.Value.GetRawText(), StringComparer.Ordinal)
            : null;

    public static SessionDocument WithOrigin(SessionDocument document, ScopedValues table) =>
        new DocumentEdit(document).Set("metadata", SessionNotes.With(document, Origin, StateJson.WriteValues(table))).Build();

    /// <summary>The document without any state and summaries.</summary>
    public static SessionDocument Cleared(SessionDocument document)
    {
        foreach (var name in new[] { Own, Shared })
        {
            if (!Read(document, name).Changes.IsEmpty) document = With(document, name, ScopedValues.Empty);
        }

        if (SessionSummaries.All(document).Count > 0) document = SessionSummaries.With(document, []);
        if (OriginOf(document) is { Count: > 0 }) document = WithOrigin(document, ScopedValues.Empty);
        if (TakenOverNotes.Read(document) is { Count: > 0 } notes)
            document = TakenOverNotes.With(document, [.. notes.Where(static note => note.Title).Select(static note => TakenOver.Of(note.Session, note.User, [], []) with { Title = true, Born = note.Born })]);

        return document;
    }

    /// <summary>The values that a checkpoint kept.</summary>
    public static ScopedValues TableOf(byte[] values)
    {
        using var parsed = JsonDocument.Parse(values, new JsonDocumentOptions { MaxDepth = 4_096 });
        var kept = parsed.RootElement.EnumerateObject().ToDictionary(static value => value.Name, static value => value.Value.Clone(), StringComparer.Ordinal);
        return ScopedValues.Empty.Restore(kept, default);
    }

    /// <summary>The document with the state that a checkpoint kept; null state changes nothing.</summary>
    public static SessionDocument Restored(SessionDocument document, byte[]? values, DateTimeOffset now)
    {
        if (values is null) return document;
        var kept = TableOf(values).Values.ToDictionary(static pair => pair.Key, static pair => pair.Value.Value!.Value, StringComparer.Ordinal);
        var (before, after) = (Read(document, Own), Read(document, Own).Restore(kept, now));
        return ReferenceEquals(before, after) || (before.Changes.IsEmpty && after.Changes.IsEmpty) ? document : With(document, Own, after);
    }
}
