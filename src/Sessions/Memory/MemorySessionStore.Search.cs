using Bots.Sessions.Search;

namespace Bots.Sessions.Memory;

/// <content>Search over all histories as they stand. Every message is taken apart once, at the first search that sees it.</content>
public sealed partial class MemorySessionStore : ISessionSearch
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SearchHit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        var search = new HistorySearch(query);
        if (search.IsEmpty) return [];
        var seen = new HashSet<MemoryHistory>(ReferenceEqualityComparer.Instance);
        foreach (var (id, places) in await Locked(() => Searched(query), cancellationToken))
            search.Add(id, [.. places.Select(static place => place.Message)], index => !seen.Add(places[index]), index => places[index].Searched);
        return search.Find();
    }

    private List<(string Id, MemoryHistory[] Places)> Searched(SearchQuery query) =>
    [
        .. _sessions.Values.Where(session => !IsOver(session) && (query.SessionId is null || session.Data.Id == query.SessionId)
                && (query.UserId is null || session.Data.UserId == query.UserId))
            .OrderBy(static session => session.Number).Select(static session => (session.Data.Id, session.Places())),
    ];
}
