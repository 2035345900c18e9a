using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Whose text it is that sessions share: that of the session which wrote it or, once that is deleted, of the user who owned it then.</summary>
internal static class Authors
{
    private const string NoteSegment = "UPDATE segment SET sid=?2 WHERE seg=?1";
    private const string CopySegment = "UPDATE segment SET (sid, user_id)=(SELECT sid, user_id FROM segment WHERE seg=?2) WHERE seg=?1";
    private const string AreEqual = "SELECT 1 FROM segment a, segment b WHERE a.seg=?1 AND b.seg=?2 AND a.sid IS b.sid AND a.user_id IS b.user_id";

    private const string NoteStateOf = """
        INSERT INTO taken_value(sid, key, value, from_sid, user_id)
        SELECT ?1, ?2, ?3, CASE WHEN t.sid IS NULL THEN ?4 ELSE t.from_sid END, t.user_id
        FROM (SELECT 1) LEFT JOIN taken_value t ON t.sid=?4 AND t.key=?2 AND t.value=?3
        """;

    private const string FindStateOwner = """
        SELECT CASE WHEN t.from_sid IS NULL THEN t.user_id WHEN t.from_sid<>t.sid THEN (SELECT user_id FROM session s WHERE s.sid=t.from_sid) END
        FROM taken_value t WHERE t.sid=?1 AND t.key=?2 AND t.value=?3
        """;

    private const string KeepValue = "INSERT INTO taken_value(sid, key, value, user_id) VALUES(?1, ?2, ?3, ?4)";
    private const string ForgetValue = "DELETE FROM taken_value WHERE sid=?1 AND key=?2 AND value=?3";
    private const string ForgetValues = "DELETE FROM taken_value WHERE sid=?1";

    private const string NoteTitleOf = """
        UPDATE session SET (title_sid, title_user)=(SELECT CASE WHEN title_user IS NULL THEN coalesce(title_sid, sid) END, title_user FROM session WHERE sid=?2)
        WHERE sid=?1 AND title IS NOT NULL
        """;

    private const string KeepSegments = "UPDATE segment SET sid=NULL, user_id=(SELECT user_id FROM session WHERE sid=?1) WHERE sid=?1";
    private const string KeepStateOwner = "UPDATE taken_value SET from_sid=NULL, user_id=(SELECT user_id FROM session WHERE sid=?1) WHERE from_sid=?1";
    private const string KeepTitles = "UPDATE session SET title_sid=NULL, title_user=(SELECT user_id FROM session s WHERE s.sid=?1) WHERE title_sid=?1";

    /// <summary>The session writes the messages of this segment.</summary>
    public static void Note(Connection connection, long segment, long sid) => Run(connection, NoteSegment, segment, sid);

    /// <summary>What is written to the first segment was written by those who wrote the second.</summary>
    public static void Copy(Connection connection, long segment, long from) => Run(connection, CopySegment, segment, from);

    public static bool AreSame(Connection connection, long segment, long other)
    {
        using var query = connection.Query(AreEqual).Bind(1, segment).Bind(2, other);
        return query.Step();
    }

    /// <summary>A session begins with a value of another one, or of those that one has it from.</summary>
    public static void NoteState(Connection connection, long sid, string key, string value, long from)
    {
        using var note = connection.Query(NoteStateOf).Bind(1, sid).Bind(2, key).Bind(3, value).Bind(4, from);
        note.Run();
    }

    /// <summary>The owner of a value of a session, null for its own and for those that nobody owns.</summary>
    public static string? OwnerOfState(Connection connection, long sid, string key, string value)
    {
        using var find = connection.Query(FindStateOwner).Bind(1, sid).Bind(2, key).Bind(3, value);
        return find.Step() ? find.TextOrNull(0) : null;
    }

    /// <summary>A value of a session is this user's, wherever it is set in it; null for the session's own.</summary>
    public static void KeepState(Connection connection, long sid, string key, string value, string? owner)
    {
        if (OwnerOfState(connection, sid, key, value) == owner) return;
        using (var forget = connection.Query(ForgetValue).Bind(1, sid).Bind(2, key).Bind(3, value)) forget.Run();
        if (owner is null) return;
        using var keep = connection.Query(KeepValue).Bind(1, sid).Bind(2, key).Bind(3, value).Bind(4, owner);
        keep.Run();
    }

    /// <summary>The session has no values of others any more.</summary>
    public static void ForgetState(Connection connection, long sid)
    {
        using var forget = connection.Query(ForgetValues).Bind(1, sid);
        forget.Run();
    }

    /// <summary>A session begins with the title of another one.</summary>
    public static void NoteTitle(Connection connection, long sid, long from) => Run(connection, NoteTitleOf, sid, from);

    /// <summary>The session is about to be deleted: what others took over from it stays its owner's.</summary>
    public static void KeepOwner(Connection connection, long sid)
    {
        foreach (var sql in new[] { KeepSegments, KeepStateOwner, KeepTitles })
        {
            using var keep = connection.Query(sql).Bind(1, sid);
            keep.Run();
        }
    }

    private static void Run(Connection connection, string sql, long key, long value)
    {
        using var query = connection.Query(sql).Bind(1, key).Bind(2, value);
        query.Run();
    }
}
