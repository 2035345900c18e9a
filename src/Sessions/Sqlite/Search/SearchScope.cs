using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Search;

/// <summary>Which messages may be found: those that the histories of the asked sessions reach.</summary>
internal sealed class SearchScope
{
    private const string Columns = "SELECT id, seg, head, count FROM session WHERE (expires_at IS NULL OR expires_at>?2)";
    private const string One = $"{Columns} AND id=?1";
    private const string OfUser = $"{Columns} AND user_id=?1 ORDER BY sid";
    private const string All = $"{Columns} ORDER BY sid";

    private readonly Dictionary<long, List<(SearchSession Session, long Last)>> _reach = [];

    /// <summary>How many messages there are to be found, more or less: those of forks count for each of them.</summary>
    public long Texts { get; private set; }

    public static SearchScope Of(Connection connection, SearchQuery query)
    {
        var scope = new SearchScope();
        using var rows = query.SessionId is not null ? connection.Query(One).Bind(1, query.SessionId)
            : query.UserId is not null ? connection.Query(OfUser).Bind(1, query.UserId)
            : connection.Query(All);
        rows.Bind(2, connection.Now);
        while (rows.Step()) scope.Add(connection, new(rows.Text(0), rows.Long(2), rows.Long(3)), rows.Long(1));
        return scope;
    }

    /// <summary>The oldest session asked for that holds this message; null when none does.</summary>
    public SearchSession? Find(long segment, long position)
    {
        if (!_reach.TryGetValue(segment, out var sessions)) return null;
        foreach (var (session, last) in sessions)
        {
            if (position <= last) return session;
        }

        return null;
    }

    private void Add(Connection connection, SearchSession session, long segment)
    {
        Texts += session.Count;
        foreach (var (part, last) in SegmentChain.Of(connection, segment, session.Count - 1))
        {
            if (!_reach.TryGetValue(part, out var sessions)) _reach.Add(part, sessions = []);

            // An older session reaches as far, and so does it in everything before: in a chain of forks each has to add its own messages only.
            if (sessions.Count > 0 && sessions[^1].Last >= last) break;
            sessions.Add((session, last));
        }
    }
}

/// <summary>A session that is searched.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Head">Its newest message.</param>
/// <param name="Count">How many messages it has.</param>
internal sealed record SearchSession(string Id, long Head, long Count);
