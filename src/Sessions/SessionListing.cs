namespace Bots.Sessions;

/// <summary>The order and the filter of a listing, for stores that hold all their session data at once.</summary>
internal static class SessionListing
{
    /// <summary>The sessions that match, last updated first.</summary>
    public static IEnumerable<SessionData> Select(IEnumerable<SessionData> sessions, SessionQuery? query) =>
        sessions.Where(data => query?.UserId is null || data.UserId == query.UserId)
            .Where(data => query?.IdPrefix is null || data.Id.StartsWith(query.IdPrefix, StringComparison.Ordinal))
            .OrderByDescending(static data => data.UpdatedAt)
            .Take(query?.Limit ?? int.MaxValue);
}
