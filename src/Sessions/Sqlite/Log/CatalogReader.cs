using System.Text.Json;
using Bots.Sessions.Sqlite.Engine;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Reads what is known about sessions.</summary>
internal sealed partial class CatalogReader(ILogger logger)
{
    private const string Columns = """
        SELECT s.id, s.title, s.agent_name, s.user_id, s.created_at, s.updated_at, s.count, s.version, m.metadata, s.expires_at
        FROM session s LEFT JOIN session_metadata m ON m.sid=s.sid
        """;

    // Times may be equal; the newest message decides then.
    private const string NewestFirst = " ORDER BY s.updated_at DESC, s.head DESC, s.sid DESC LIMIT ?1";

    // Behind every id that begins so.
    private const string LastCharacter = "\U0010FFFF";

    private const string One = $"{Columns} WHERE s.id=?1 AND (s.expires_at IS NULL OR s.expires_at>?2)";
    private const string All = $"{Columns} WHERE (s.expires_at IS NULL OR s.expires_at>?3) {NewestFirst}";
    private const string OfUser = $"{Columns} WHERE s.user_id=?2 AND (s.expires_at IS NULL OR s.expires_at>?3) {NewestFirst}";
    private const string OfPlace = $"{Columns} WHERE s.id>=?4 AND s.id<?5 AND (?2 IS NULL OR s.user_id=?2) AND (s.expires_at IS NULL OR s.expires_at>?3) {NewestFirst}";
    private const string Known = "SELECT 1 FROM session WHERE id=?1 AND (expires_at IS NULL OR expires_at>?2)";

    public static bool Exists(Connection connection, string sessionId)
    {
        using var query = connection.Query(Known).Bind(1, sessionId).Bind(2, connection.Now);
        return query.Step();
    }

    public static SessionData? Find(Connection connection, string sessionId)
    {
        using var query = connection.Query(One).Bind(1, sessionId).Bind(2, connection.Now);
        return query.Step() ? DataOf(query) : null;
    }

    public List<SessionData> List(Connection connection, SessionQuery query)
    {
        var sessions = new List<SessionData>();
        using var rows = connection.Query(query.IdPrefix is not null ? OfPlace : query.UserId is null ? All : OfUser).Bind(1, query.Limit is { } limit ? Math.Max(limit, 0) : -1L).Bind(3, connection.Now);
        if (query.UserId is not null || query.IdPrefix is not null) rows.Bind(2, query.UserId);
        if (query.IdPrefix is { } prefix) rows.Bind(4, prefix).Bind(5, prefix + LastCharacter);
        while (rows.Step())
        {
            if (TryRead(rows) is { } session) sessions.Add(session);
        }

        return sessions;
    }

    private SessionData? TryRead(Query row)
    {
        try
        {
            return DataOf(row);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or OverflowException or ArgumentOutOfRangeException)
        {
            LogUnreadable(logger, row.Text(0), unreadable);
            return null;
        }
    }

    private static SessionData DataOf(Query row) => new(row.Text(0))
    {
        Title = row.TextOrNull(1),
        AgentName = row.TextOrNull(2),
        UserId = row.TextOrNull(3),
        CreatedAt = Microseconds.ToTime(row.Long(4)),
        UpdatedAt = Microseconds.ToTime(row.Long(5)),
        MessageCount = row.Int(6),
        Version = row.Long(7),
        ExpiresAt = row.LongOrNull(9) is { } expires ? Microseconds.ToTime(expires) : null,
        Metadata = row.IsNull(8) ? MessageMetadata.Empty : new() { Values = MetadataJson.ReadValues(row.Text(8)) },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session} cannot be read and is left out of the list.")]
    private static partial void LogUnreadable(ILogger logger, string session, Exception failure);
}
