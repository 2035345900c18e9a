namespace Bots.Sessions.Search;

/// <summary>What every search over messages does in the same way.</summary>
internal static class SearchRules
{
    private const int Reach = 2;
    private const double NeighbourWeight = 0.5;
    private const int TurnLength = 2;

    /// <summary>Returns the text to look for.</summary>
    /// <exception cref="ArgumentException">Not exactly one scope is set, or the session id is none.</exception>
    public static string Check(SearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(query.Text, nameof(query));
        var scopes = (query.SessionId is null ? 0 : 1) + (query.UserId is null ? 0 : 1) + (query.Everyone ? 1 : 0);
        if (scopes != 1) throw new ArgumentException("Set exactly one of SessionId, UserId and Everyone.", nameof(query));
        if (query.SessionId is not null) SessionId.Check(query.SessionId);
        return MessageText.WellFormed(query.Text);
    }

    /// <summary>True for a message that can be found: what users and assistants said.</summary>
    public static bool IsFound(SessionMessage message) => message.Role is "user" or "assistant";

    /// <summary>The score of a match together with what the matches beside it lend.</summary>
    /// <param name="own">Its own score.</param>
    /// <param name="at">The score of the match at a distance of so many messages; 0 where there is none.</param>
    public static double Lifted(double own, Func<int, double> at)
    {
        for (var distance = 1; distance <= Reach; distance++) own += NeighbourWeight / distance * (at(-distance) + at(distance));
        return own;
    }

    /// <summary>The hit with what stands around it.</summary>
    /// <param name="query">What was asked.</param>
    /// <param name="place">Session, index of the message, and how many messages the session has.</param>
    /// <param name="score">Its score.</param>
    /// <param name="read">Reads messages of the session, from an index to before another.</param>
    public static SearchHit Hit(SearchQuery query, (string SessionId, int Index, int Count) place, double score, Func<int, int, IReadOnlyList<SessionMessage>> read)
    {
        var around = Math.Clamp(query.Neighbours, 0, place.Count);
        var (first, end) = (Math.Max(0, place.Index - around), Math.Min(place.Count, place.Index + around + 1));
        var messages = read(first, end);
        var hit = place.Index - first;
        return new(place.SessionId, place.Index, messages[hit], score)
        {
            Neighbours = [.. messages.Where((_, at) => at != hit)],
            Opening = around == 0 ? [] : read(0, Math.Min(TurnLength, first)),
            Closing = around == 0 ? [] : read(Math.Max(end, place.Count - TurnLength), place.Count),
        };
    }
}
