namespace Bots.Sessions;

/// <summary>A store that finds messages by their words. Every acknowledged message is found.</summary>
public interface ISessionSearch
{
    /// <summary>The best matching messages, best first; empty when no word of the query carries meaning.</summary>
    /// <remarks>Words are matched by stem, stop words do not count, Chinese, Japanese and Korean text is matched by its characters. A hit's
    /// neighbours lift it and are lifted by it. No hit ever lies outside the scope asked for. Of a long query 64 different words count: those that
    /// fewest messages in the scope hold, of equally rare ones the first, and words that no message holds last; pairs of Chinese, Japanese or
    /// Korean characters likewise. At most 1,000 are looked up, the longest.</remarks>
    ValueTask<IReadOnlyList<SearchHit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default);
}

/// <summary>What to search. Exactly one of the three scopes is set.</summary>
/// <param name="Text">The words, in any form a person types.</param>
public sealed record SearchQuery(string Text)
{
    /// <summary>Only this session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Only sessions that this user owns.</summary>
    public string? UserId { get; init; }

    /// <summary>Everything, of everyone: for operators only.</summary>
    public bool Everyone { get; init; }

    /// <summary>At most this many hits. Default: 10.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Messages before and after each hit to return with it; with 0 the hit comes alone, without opening and closing. Default: 2.</summary>
    public int Neighbours { get; init; } = 2;
}

/// <summary>A found message.</summary>
/// <param name="SessionId">Where.</param>
/// <param name="MessageIndex">Its index in the full history.</param>
/// <param name="Message">The message.</param>
/// <param name="Score">Higher is better; comparable within one answer only.</param>
public sealed record SearchHit(string SessionId, int MessageIndex, SessionMessage Message, double Score)
{
    /// <summary>The messages around it, in order, without it.</summary>
    public IReadOnlyList<SessionMessage> Neighbours { get; init; } = [];

    /// <summary>The first two messages of the session, which say what it is about, as far as they stand before the neighbours.</summary>
    public IReadOnlyList<SessionMessage> Opening { get; init; } = [];

    /// <summary>The last two messages of the session, which say what came of it, as far as they stand behind the neighbours.</summary>
    public IReadOnlyList<SessionMessage> Closing { get; init; } = [];
}
