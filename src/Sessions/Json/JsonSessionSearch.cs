using System.Globalization;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Search;

namespace Bots.Sessions.Json;

/// <summary>Search over the session files as they stand; no index is kept.</summary>
internal sealed class JsonSessionSearch(SessionWriter writer) : ISessionSearch
{
    public async ValueTask<IReadOnlyList<SearchHit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        var search = new HistorySearch(query);
        if (search.IsEmpty) return [];
        var sessions = await SearchedAsync(query, cancellationToken);
        foreach (var (id, document) in sessions) search.Add(id, document.Window(null), Elsewhere(document, sessions));
        return search.Find();
    }

    private async ValueTask<Dictionary<string, SessionDocument>> SearchedAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var sessions = new Dictionary<string, SessionDocument>(StringComparer.Ordinal);
        if (query.SessionId is { } id)
        {
            if (await writer.ReadAsync(id, cancellationToken) is { } one) sessions.Add(id, one);
            return sessions;
        }

        foreach (var file in await writer.ReadAllAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (query.UserId is null || file.Document!.Text("user_id") == query.UserId) sessions.TryAdd(file.SessionId, file.Document!);
        }

        return sessions;
    }

    // A fork and a merge hold copies: what is still the same in a session above it is found there.
    private static Func<int, bool> Elsewhere(SessionDocument document, Dictionary<string, SessionDocument> sessions)
    {
        var above = Above(document, sessions).ToList();
        return index => above.TakeWhile(one => index <= one.Last)
            .Any(one => index < one.Document.MessageCount && document.RawMessages[index].AsSpan().SequenceEqual(one.Document.RawMessages[index]));
    }

    /// <summary>The searched sessions it was forked or merged from, nearest first, each with the last message that it took from there.</summary>
    private static IEnumerable<(SessionDocument Document, int Last)> Above(SessionDocument document, Dictionary<string, SessionDocument> sessions)
    {
        var (seen, shared) = (new HashSet<string>(StringComparer.Ordinal), int.MaxValue);
        while (Source(document) is var (id, last) && sessions.TryGetValue(id, out var source) && seen.Add(id))
        {
            shared = Math.Min(shared, last);
            yield return (source, shared);
            document = source;
        }
    }

    private static (string Id, int Last)? Source(SessionDocument document)
    {
        if (int.TryParse(document.Text("forked_from_message_id"), CultureInfo.InvariantCulture, out var last)) return document.Text("parent_id") is { } parent ? (parent, last) : null;
        return SessionNotes.Read(document) is { MergedFrom: { } left, MergedCount: var count } ? (left, count - 1) : null;
    }
}
