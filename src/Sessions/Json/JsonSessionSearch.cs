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

    // A fork holds copies: what is still the same in a session above it is found there.
    private static Func<int, bool> Elsewhere(SessionDocument document, Dictionary<string, SessionDocument> sessions)
    {
        var above = Above(document, sessions).ToList();
        return index => above.TakeWhile(one => index <= one.Last)
            .Any(one => index < one.Document.MessageCount && document.RawMessages[index].AsSpan().SequenceEqual(one.Document.RawMessages[index]));
    }

    /// <summary>The searched sessions it was forked from, nearest first, each with the last message that it took from there.</summary>
    private static IEnumerable<(SessionDocument Document, int Last)> Above(SessionDocument document, Dictionary<string, SessionDocument> sessions)
    {
        var (seen, shared) = (new HashSet<string>(StringComparer.Ordinal), int.MaxValue);
        while (int.TryParse(document.Text("forked_from_message_id"), CultureInfo.InvariantCulture, out var last)
            && document.Text("parent_id") is { } id && sessions.TryGetValue(id, out var parent) && seen.Add(id))
        {
            shared = Math.Min(shared, last);
            yield return (parent, shared);
            document = parent;
        }
    }
}
