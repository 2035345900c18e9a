namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What the sixth version adds: whose text it is that sessions took over from others.</summary>
internal static class SchemaVersion6
{
    public const string Script = """
        -- The session that wrote the messages of a segment; once it is deleted, the user who owned it.
        ALTER TABLE segment ADD COLUMN sid INTEGER;
        ALTER TABLE segment ADD COLUMN user_id TEXT;
        CREATE INDEX segment_author ON segment(sid) WHERE sid IS NOT NULL;

        -- The same for a value that a fork or a merged session began with, and for its title.
        ALTER TABLE fork_state ADD COLUMN from_sid INTEGER;
        ALTER TABLE fork_state ADD COLUMN user_id TEXT;
        CREATE INDEX fork_state_author ON fork_state(from_sid) WHERE from_sid IS NOT NULL;
        ALTER TABLE session ADD COLUMN title_sid INTEGER;
        ALTER TABLE session ADD COLUMN title_user TEXT;
        CREATE INDEX session_title_author ON session(title_sid) WHERE title_sid IS NOT NULL;

        -- Nobody noted it so far: a segment was written by the oldest session that goes on from it.
        CREATE TABLE reached AS
            WITH RECURSIVE up(seg, sid) AS (
                SELECT seg, sid FROM session
                UNION SELECT g.parent_seg, up.sid FROM up JOIN segment g ON g.seg=up.seg WHERE g.parent_seg<>0)
            SELECT seg, min(sid) AS sid FROM up GROUP BY seg;
        CREATE INDEX reached_seg ON reached(seg);
        UPDATE segment SET sid=(SELECT sid FROM reached WHERE reached.seg=segment.seg);
        DROP TABLE reached;
        UPDATE fork_state SET from_sid=(SELECT parent FROM session WHERE session.sid=fork_state.sid);
        UPDATE session SET title_sid=parent WHERE forked_at IS NOT NULL AND title=(SELECT p.title FROM session p WHERE p.sid=session.parent)
        """;
}
