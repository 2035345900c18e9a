using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Reads where sessions stand in their tree.</summary>
internal static class FamilyReader
{
    private const string One = """
        SELECT s.sid, p.id, s.forked_at FROM session s LEFT JOIN session p ON p.sid=s.parent AND (p.expires_at IS NULL OR p.expires_at>?2)
        WHERE s.id=?1 AND (s.expires_at IS NULL OR s.expires_at>?2)
        """;

    private const string Children = "SELECT id FROM session WHERE parent=?1 AND (expires_at IS NULL OR expires_at>?2) ORDER BY sid";

    public static SessionFamily? Find(Connection connection, string sessionId)
    {
        using var query = connection.Query(One).Bind(1, sessionId).Bind(2, connection.Now);
        if (!query.Step()) return null;
        var forkedAt = query.LongOrNull(2) is { } index ? checked((int)index) : (int?)null;
        return new(sessionId, query.TextOrNull(1), forkedAt, ChildrenOf(connection, query.Long(0)));
    }

    private static List<string> ChildrenOf(Connection connection, long sid)
    {
        var children = new List<string>();
        using var rows = connection.Query(Children).Bind(1, sid).Bind(2, connection.Now);
        while (rows.Step()) children.Add(rows.Text(0));
        return children;
    }
}
