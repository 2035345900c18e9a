using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The writes of the five methods and of the catalog.</summary>
internal static class SessionWriter
{
    private const string Update = """
        UPDATE session SET title=coalesce(?2, title), agent_name=coalesce(?3, agent_name), user_id=coalesce(?4, user_id),
            created_at=coalesce(?6, created_at), updated_at=coalesce(?7, ?5),
            title_sid=CASE WHEN ?2 IS NULL THEN title_sid END, title_user=CASE WHEN ?2 IS NULL THEN title_user END
        WHERE id=?1 AND (expires_at IS NULL OR expires_at>?5) RETURNING sid
        """;

    private const string FindMetadata = "SELECT metadata FROM session_metadata WHERE sid=?1";

    private const string SaveMetadata = """
        INSERT INTO session_metadata(sid, metadata) VALUES(?1, ?2) ON CONFLICT(sid) DO UPDATE SET metadata=excluded.metadata
        """;

    public static bool Append(WriteTransaction transaction, string sessionId, MessageRow message)
    {
        var head = SessionTable.Find(transaction.Connection, sessionId) ?? SessionTable.Create(transaction, sessionId, userId: null, agentName: null);
        MessageLog.Append(transaction, head, message);
        SessionTable.Save(transaction, head);
        return true;
    }

    public static bool Clear(WriteTransaction transaction, string sessionId)
    {
        if (SessionTable.Find(transaction.Connection, sessionId) is not { } head) return false;
        SessionEraser.EraseContent(transaction, head);
        MessageLog.MoveTo(transaction, head, HistoryPlace.Beginning);
        SessionTable.Save(transaction, head);
        return true;
    }

    public static bool Delete(WriteTransaction transaction, string sessionId)
    {
        var isKnown = SessionTable.Find(transaction.Connection, sessionId) is not null;
        SessionEraser.Erase(transaction, sessionId);
        return isKnown;
    }

    public static bool Change(WriteTransaction transaction, string sessionId, SessionChange change)
    {
        using var update = transaction.Connection.Query(Update)
            .Bind(1, sessionId).Bind(2, change.Title).Bind(3, change.AgentName).Bind(4, change.UserId).Bind(5, transaction.Now)
            .Bind(6, change.CreatedAt is { } created ? Microseconds.From(created) : null).Bind(7, change.UpdatedAt is { } updated ? Microseconds.From(updated) : null);
        if (!update.Step()) return false;
        if (change.Metadata is { Values.IsEmpty: false } added) AddMetadata(transaction.Connection, update.Long(0), added);
        return true;
    }

    private static void AddMetadata(Connection connection, long sid, MessageMetadata added)
    {
        var merged = MetadataJson.ReadValues(MetadataOf(connection, sid)).SetItems(added.Values);
        using var save = connection.Query(SaveMetadata).Bind(1, sid).Bind(2, MetadataJson.Write(merged));
        save.Run();
    }

    private static string? MetadataOf(Connection connection, long sid)
    {
        using var find = connection.Query(FindMetadata).Bind(1, sid);
        return find.Step() ? find.Text(0) : null;
    }
}
