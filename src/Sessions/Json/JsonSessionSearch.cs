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

    // A fork holds copies: what is still the same in its parent is found there.
    private static Func<int, bool> Elsewhere(SessionDocument document, Dictionary<string, SessionDocument> sessions)
    {
        if (!int.TryParse(document.Text("forked_from_message_id"), CultureInfo.InvariantCulture, out var last)) return static _ => false;
        if (document.Text("parent_id") is not { } id || !sessions.TryGetValue(id, out var parent)) return static _ => false;
        return index => index <= last && index < parent.MessageCount && document.RawMessages[index].AsSpan().SequenceEqual(parent.RawMessages[index]);
    }
}
