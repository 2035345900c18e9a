namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The tables of the first version. All times are microseconds since 1970 (UTC).</summary>
internal static class SchemaVersion1
{
    public const string Script = """
        -- One row per session. head is its newest message; count, tok and open_grp describe the history that ends there.
        CREATE TABLE session(
            sid        INTEGER PRIMARY KEY AUTOINCREMENT,
            id         TEXT NOT NULL UNIQUE,
            seg        INTEGER NOT NULL,
            head       INTEGER NOT NULL,
            count      INTEGER NOT NULL,
            tok        INTEGER NOT NULL,
            open_grp   INTEGER NOT NULL,
            version    INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            user_id    TEXT,
            agent_name TEXT,
            title      TEXT,
            parent     INTEGER,
            forked_at  INTEGER,
            versions   INTEGER NOT NULL DEFAULT 0,
            expires_at INTEGER);
        CREATE INDEX session_expiry ON session(expires_at) WHERE expires_at IS NOT NULL;
        CREATE INDEX session_parent ON session(parent) WHERE parent IS NOT NULL;
        CREATE INDEX session_user ON session(user_id) WHERE user_id IS NOT NULL;
        CREATE TABLE session_metadata(sid INTEGER PRIMARY KEY, metadata TEXT NOT NULL);

        -- The log. Every row points at the one before (prev) and at one further back (jump, see JumpPointer), zero for none,
        -- so that any number of histories share rows, and a position is found in a few steps.
        -- grp is the position where the message's tool group begins, jump_grp the least of them on the way to jump.
        -- Rows are only ever added at the end of the table: an index here would cost most of the throughput.
        CREATE TABLE message(
            mid          INTEGER PRIMARY KEY,
            prev         INTEGER NOT NULL,
            jump         INTEGER NOT NULL,
            seg          INTEGER NOT NULL,
            pos          INTEGER NOT NULL,
            grp          INTEGER NOT NULL,
            jump_grp     INTEGER NOT NULL,
            tok_before   INTEGER NOT NULL,
            ts           INTEGER NOT NULL,
            role         TEXT NOT NULL,
            content      TEXT NOT NULL,
            tool_calls   TEXT,
            tool_call_id TEXT,
            metadata     TEXT);

        -- What users and assistants said, by stems, and Chinese, Japanese and Korean by pairs of characters.
        -- Both follow the log: the counter 'indexed' says how far.
        CREATE VIRTUAL TABLE message_words USING fts5(
            content, content='message', content_rowid='mid', tokenize='porter unicode61 remove_diacritics 2');
        CREATE VIRTUAL TABLE message_characters USING fts5(pairs, content='', tokenize='unicode61 remove_diacritics 0');

        -- A run of messages that one session wrote one after another, based on a message of the parent segment.
        -- tip is null while a session appends to it, then the last message of it that is still kept.
        -- A checkpoint has a segment of its own that stays empty: it keeps what it is based on.
        CREATE TABLE segment(
            seg        INTEGER PRIMARY KEY AUTOINCREMENT,
            parent_seg INTEGER NOT NULL,
            base_pos   INTEGER NOT NULL,
            tip        INTEGER);
        CREATE INDEX segment_parent ON segment(parent_seg);

        -- kind: 0 manual, 1 automatic, 2 undo, 3 version. message, count, tok and open_grp as in session.
        CREATE TABLE checkpoint(
            cid        INTEGER PRIMARY KEY AUTOINCREMENT,
            sid        INTEGER NOT NULL,
            kind       INTEGER NOT NULL,
            label      TEXT,
            created_at INTEGER NOT NULL,
            seg        INTEGER NOT NULL,
            message    INTEGER NOT NULL,
            count      INTEGER NOT NULL,
            tok        INTEGER NOT NULL,
            open_grp   INTEGER NOT NULL,
            number     INTEGER,
            description TEXT);
        CREATE INDEX checkpoint_session ON checkpoint(sid);
        CREATE TABLE checkpoint_state(cid INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(cid, key));
        -- What the state of a fork was when it was made.
        CREATE TABLE fork_state(sid INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(sid, key));

        -- One row per change; the newest of a key is its value, NULL for none.
        CREATE TABLE state(
            scope      TEXT NOT NULL,
            owner      TEXT NOT NULL,
            key        TEXT NOT NULL,
            ver        INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            value      TEXT,
            PRIMARY KEY(scope, owner, key, ver));

        -- What is known about users. same: equal for texts that count as the same. A memory holds while superseded_at is null and
        -- expires_at is null or not reached.
        CREATE TABLE memory(
            mid            INTEGER PRIMARY KEY AUTOINCREMENT,
            id             TEXT NOT NULL UNIQUE,
            user_id        TEXT NOT NULL,
            same           TEXT NOT NULL,
            observed_at    INTEGER NOT NULL,
            expires_at     INTEGER,
            superseded_at  INTEGER,
            importance     REAL NOT NULL,
            quality        REAL NOT NULL,
            supersedes     TEXT,
            superseded_by  TEXT,
            source         TEXT,
            source_from    INTEGER,
            source_to      INTEGER,
            text           TEXT NOT NULL,
            metadata       TEXT,
            embedding      BLOB);
        CREATE INDEX memory_user ON memory(user_id, same);
        CREATE INDEX memory_source ON memory(source) WHERE source IS NOT NULL;

        CREATE TABLE turn(session TEXT NOT NULL, turn_id TEXT NOT NULL, PRIMARY KEY(session, turn_id)) WITHOUT ROWID;
        CREATE TABLE alias(key TEXT PRIMARY KEY, session TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE host(owner TEXT PRIMARY KEY, lease_until INTEGER NOT NULL) WITHOUT ROWID;

        -- state: 0 open, 1 done, 2 dead
        CREATE TABLE inbox(
            id          INTEGER PRIMARY KEY AUTOINCREMENT,
            bot         TEXT NOT NULL,
            dedupe_id   TEXT NOT NULL,
            state       INTEGER NOT NULL,
            fence       INTEGER NOT NULL,
            attempts    INTEGER NOT NULL,
            accepted_at INTEGER NOT NULL,
            settled_at  INTEGER,
            owner       TEXT NOT NULL,
            session_key TEXT NOT NULL,
            user_id     TEXT,
            preview_id  TEXT,
            error       TEXT,
            payload     TEXT NOT NULL,
            UNIQUE(bot, dedupe_id));
        CREATE INDEX inbox_live ON inbox(state) WHERE state<>1;

        -- state: 0 pending, 1 delivered, 2 parked
        CREATE TABLE outbox(
            id          INTEGER PRIMARY KEY AUTOINCREMENT,
            state       INTEGER NOT NULL,
            attempts    INTEGER NOT NULL,
            not_before  INTEGER,
            created_at  INTEGER NOT NULL,
            settled_at  INTEGER,
            owner       TEXT NOT NULL,
            bot         TEXT NOT NULL,
            chat        TEXT NOT NULL,
            session_key TEXT,
            preview_id  TEXT,
            receipt     TEXT,
            error       TEXT,
            payload     TEXT NOT NULL);
        CREATE INDEX outbox_live ON outbox(state, owner) WHERE state<>1
        """;
}
