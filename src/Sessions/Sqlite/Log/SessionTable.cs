using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The rows of sessions, as writes see them.</summary>
internal static class SessionTable
{
    private const string FindHead = "SELECT sid, seg, head, count, tok, open_grp, version FROM session WHERE id=?1 AND (?2 IS NULL OR expires_at IS NULL OR expires_at>?2)";

    private const string Insert = """
        INSERT INTO session(id, seg, head, count, tok, open_grp, version, created_at, updated_at, user_id, agent_name)
        VALUES(?1, ?2, 0, 0, 0, -1, 0, ?3, ?3, ?4, ?5) RETURNING sid
        """;

    private const string SaveHead = """
        UPDATE session SET seg=?2, head=?3, count=?4, tok=?5, open_grp=?6, version=?7, updated_at=?8 WHERE sid=?1
        """;

    private const string NoteUser = "UPDATE session SET user_id=?2 WHERE sid=?1 AND user_id IS NULL";
    private const string NoteAgent = "UPDATE session SET agent_name=?2 WHERE sid=?1 AND agent_name IS NOT ?2";
    private const string DeleteMetadata = "DELETE FROM session_metadata WHERE sid=?1";
    private const string DeleteTurns = "DELETE FROM turn WHERE session=?1";
    private const string OrphanChildren = "UPDATE session SET parent=NULL WHERE parent=?1";
    private const string DeleteRow = "DELETE FROM session WHERE sid=?1";

    /// <summary>The session, unless it has expired.</summary>
    public static SessionHead? Find(Connection connection, string id) => Find(connection, id, connection.Now);

    /// <summary>The session, also when it has expired.</summary>
    public static SessionHead? FindAny(Connection connection, string id) => Find(connection, id, now: null);

    /// <summary>A new session; there is none with this id that has not expired.</summary>
    public static SessionHead Create(WriteTransaction transaction, string id, string? userId, string? agentName)
    {
        SessionEraser.EraseExpired(transaction, id);
        var segment = SegmentTable.Create(transaction.Connection, parent: 0, basePosition: -1);
        using var insert = transaction.Connection.Query(Insert)
            .Bind(1, id).Bind(2, segment).Bind(3, transaction.Now).Bind(4, userId).Bind(5, agentName);
        insert.Step();
        Authors.Note(transaction.Connection, segment, insert.Long(0));
        return new()
        {
            Id = id, Sid = insert.Long(0), Segment = segment, Message = 0, Count = 0, Tokens = 0, OpenGroup = SessionHead.NoGroup, Version = 0,
        };
    }

    /// <summary>Stores the head as the session's next version.</summary>
    public static void Save(WriteTransaction transaction, SessionHead head)
    {
        head.Version++;
        using var save = transaction.Connection.Query(SaveHead)
            .Bind(1, head.Sid).Bind(2, head.Segment).Bind(3, head.Message).Bind(4, head.Count)
            .Bind(5, head.Tokens).Bind(6, head.OpenGroup).Bind(7, head.Version).Bind(8, transaction.Now);
        save.Run();
    }

    /// <summary>Notes the owner of a session that has none, and the agent.</summary>
    public static void Note(Connection connection, long sid, string? userId, string? agentName)
    {
        if (userId is not null) Run(connection, NoteUser, sid, userId);
        if (agentName is not null) Run(connection, NoteAgent, sid, agentName);
    }

    public static void Delete(Connection connection, string id, long sid)
    {
        Authors.KeepOwner(connection, sid);
        Run(connection, DeleteMetadata, sid);
        Run(connection, OrphanChildren, sid);
        Run(connection, DeleteRow, sid);
        using var turns = connection.Query(DeleteTurns).Bind(1, id);
        turns.Run();
    }

    private static SessionHead? Find(Connection connection, string id, long? now)
    {
        using var query = connection.Query(FindHead).Bind(1, id).Bind(2, now);
        if (!query.Step()) return null;
        return new()
        {
            Id = id,
            Sid = query.Long(0),
            Segment = query.Long(1),
            Message = query.Long(2),
            Count = query.Long(3),
            Tokens = query.Long(4),
            OpenGroup = query.Long(5),
            Version = query.Long(6),
        };
    }

    private static void Run(Connection connection, string sql, long sid)
    {
        using var query = connection.Query(sql).Bind(1, sid);
        query.Run();
    }

    private static void Run(Connection connection, string sql, long sid, string value)
    {
        using var query = connection.Query(sql).Bind(1, sid).Bind(2, value);
        query.Run();
    }
}
