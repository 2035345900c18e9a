using System.Text.Json;

namespace Bots.Sessions.Json.Documents;

/// <summary>The summaries that lie in a session's <c>metadata</c>, as pure functions from document to document.</summary>
/// <remarks>A summary holds when the messages of its range still are those it was made of. One whose messages have all been trimmed has an empty range, and
/// holds while the message behind it is the one that it stood before.</remarks>
internal static class SessionSummaries
{
    public const string Name = "bots_summaries";

    /// <summary>Those that hold, by first and then last message.</summary>
    public static IReadOnlyList<SessionSummary> Read(SessionDocument document)
    {
        var all = All(document);
        if (all.Count == 0) return [];
        var history = document.Window(null);
        return [.. all.Where(summary => Holds(history, summary)).OrderBy(static summary => summary.FromIndex).ThenBy(static summary => summary.ToIndex)];
    }

    /// <summary>The document with this summary; null when it is not one of its messages.</summary>
    public static SessionDocument? Save(SessionDocument document, SessionSummary summary)
    {
        var history = document.Window(null);
        return Holds(history, summary) ? With(document, [.. All(document).Where(other => !IsSame(other, summary) || !Holds(history, other)), summary]) : null;
    }

    /// <summary>The document without the summary over this range; null when it has none.</summary>
    public static SessionDocument? Delete(SessionDocument document, int from, int to)
    {
        var (all, history) = (All(document), document.Window(null));
        var others = all.Where(summary => summary.FromIndex != from || summary.ToIndex != to || !Holds(history, summary)).ToList();
        return others.Count == all.Count ? null : With(document, others);
    }

    /// <summary>The document with the summaries that hold for it only.</summary>
    public static SessionDocument Holding(SessionDocument document) => All(document).Count == 0 ? document : With(document, Read(document));

    /// <summary>The document with these summaries.</summary>
    public static SessionDocument With(SessionDocument document, IReadOnlyList<SessionSummary> summaries) => new DocumentEdit(document)
        .Set("metadata", SessionNotes.With(document, Name, JsonSerializer.SerializeToUtf8Bytes(summaries, JsonText.Default.IReadOnlyListSessionSummary))).Build();

    public static IReadOnlyList<SessionSummary> All(SessionDocument document)
    {
        if (document.Raw("metadata").IndexOf("bots_summaries"u8) < 0) return [];
        if (document.Object("metadata") is not { } metadata || !metadata.TryGetProperty(Name, out var list)) return [];
        try
        {
            return list.Deserialize(JsonText.Default.IReadOnlyListSessionSummary) ?? [];
        }
        catch (JsonException)
        {
            // Another program changed it beyond recognition: summaries can be made again.
            return [];
        }
    }

    /// <summary>The document <paramref name="after"/> its oldest messages were trimmed, with the summaries that held: what they say stays known. Each stands for what is
    /// left of its range; of those with nothing left the one that reached furthest stays.</summary>
    /// <param name="before">The document before.</param>
    /// <param name="after">The document after.</param>
    /// <param name="first">The index of the first message that could be trimmed.</param>
    public static SessionDocument Trimmed(SessionDocument before, SessionDocument after, int first)
    {
        if (All(before).Count == 0) return after;
        var (history, removed) = (after.Window(null), before.MessageCount - after.MessageCount);
        var moved = Read(before).OrderBy(static summary => summary.ToIndex).Select(Moved).ToList();
        var over = moved.FindLastIndex(IsEmpty);
        return With(after, [.. moved.Where((summary, index) => index == over || !IsEmpty(summary))]);

        SessionSummary Moved(SessionSummary summary)
        {
            var from = summary.FromIndex < first ? summary.FromIndex : Math.Max(first, summary.FromIndex - removed);
            var to = summary.ToIndex < first ? summary.ToIndex : Math.Max(first - 1, summary.ToIndex - removed);
            return summary with { FromIndex = from, ToIndex = to, SourceHash = HashOf(history, from, to) };
        }
    }

    private static bool IsEmpty(SessionSummary summary) => summary.ToIndex < summary.FromIndex;

    private static bool IsSame(SessionSummary one, SessionSummary other) => one.FromIndex == other.FromIndex && one.ToIndex == other.ToIndex;

    private static bool Holds(IReadOnlyList<SessionMessage> history, SessionSummary summary) =>
        summary.FromIndex >= 0 && summary.FromIndex <= summary.ToIndex + 1 && Math.Max(summary.FromIndex, summary.ToIndex) < history.Count
        && HashOf(history, summary.FromIndex, summary.ToIndex) == summary.SourceHash;

    private static string HashOf(IReadOnlyList<SessionMessage> history, int from, int to) => SessionSummary.HashOf(history.Skip(from).Take(Math.Max(1, to - from + 1)));
}
