using Bots.Sessions.Delivery;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Delivery;

/// <summary>The rows of the inbox: accepting, working on them, completing them.</summary>
internal static class InboxTable
{
    private const string Insert = """
        INSERT INTO inbox(bot, dedupe_id, state, fence, attempts, accepted_at, owner, session_key, user_id, payload, trace)
        VALUES(?1, ?2, 0, 1, 0, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT(bot, dedupe_id) DO NOTHING RETURNING id
        """;

    private const string Columns =
        "SELECT id, fence, bot, dedupe_id, session_key, payload, user_id, attempts, preview_id, accepted_at, state, error, trace FROM inbox";

    private const string ById = $"{Columns} WHERE id=?1";
    private const string Charge = "UPDATE inbox SET attempts=attempts+1 WHERE id=?1 AND state=0 AND owner=?2";

    // The row by its id, then the open ones of its session that are older: in an index, and none where one host is alone.
    internal const string FindOlder = """
        SELECT 1 FROM inbox AS mine CROSS JOIN inbox AS older
        WHERE mine.id=?1 AND mine.state=0 AND mine.owner=?2
            AND older.state=0 AND older.state<>1 AND older.session_key=mine.session_key AND older.id<mine.id
            AND older.owner<>?2 AND older.owner IN (SELECT owner FROM host) LIMIT 1
        """;

    private const string StateOfClaim = "SELECT state, fence FROM inbox WHERE id=?1";
    private const string Settle = "UPDATE inbox SET state=1, settled_at=?2, payload='', preview_id=NULL WHERE id=?1";
    private const string Bury = "UPDATE inbox SET state=2, error=?2 WHERE id=?1 AND fence=?3 AND state=0";
    private const string NotePreview = "UPDATE inbox SET preview_id=?2 WHERE id=?1 AND fence=?3 AND state=0";
    private const string Uncharge = "UPDATE inbox SET attempts=max(attempts-1, 0) WHERE id=?1 AND fence=?2 AND state=0";

    // Nobody owns it then: the next claim of any host takes it over.
    private const string Reopen = "UPDATE inbox SET state=0, owner='', attempts=0, error=NULL WHERE id=?1 AND fence=?2 AND state=2";

    private const string Discard =
        "UPDATE inbox SET state=1, settled_at=?3, payload='', preview_id=NULL, error=NULL WHERE id=?1 AND fence=?2 AND state=2";

    // The second condition is what lets SQLite use the index over the few rows that are not done.
    private const string OfState = $"{Columns} WHERE state=?1 ORDER BY id LIMIT ?2";
    private const string OfLiveState = $"{Columns} WHERE state=?1 AND state<>1 ORDER BY id LIMIT ?2";

    public static IReadOnlyList<InboxTicket?> Accept(WriteTransaction transaction, IReadOnlyList<InboxMessage> messages, string owner)
    {
        var tickets = new InboxTicket?[messages.Count];
        for (var i = 0; i < tickets.Length; i++) tickets[i] = Accept(transaction, messages[i], owner);
        return tickets;
    }

    public static InboxEntry? Begin(WriteTransaction transaction, long id, string owner, bool inOrder)
    {
        if (inOrder && IsHeldUp(transaction.Connection, id, owner)) return ReadEntry(transaction.Connection, id) is { } waiting ? waiting with { IsHeldUp = true } : null;
        using var charge = transaction.Connection.Query(Charge).Bind(1, id).Bind(2, owner);
        charge.Run();
        return transaction.Connection.Changes == 0 ? null : ReadEntry(transaction.Connection, id);
    }

    public static bool Update(WriteTransaction transaction, InboxClaim claim, InboxChange change)
    {
        if (change is InboxChange.Unchanged) return Stands(transaction.Connection, claim);
        using var update = change switch
        {
            InboxChange.PreviewShown shown => transaction.Connection.Query(NotePreview).Bind(2, shown.PreviewId).Bind(3, claim.Fence),
            InboxChange.Dead dead => transaction.Connection.Query(Bury).Bind(2, dead.Error).Bind(3, claim.Fence),
            InboxChange.Released => transaction.Connection.Query(Uncharge).Bind(2, claim.Fence),
            InboxChange.Reopened => transaction.Connection.Query(Reopen).Bind(2, claim.Fence),
            InboxChange.Discarded => transaction.Connection.Query(Discard).Bind(2, claim.Fence).Bind(3, transaction.Now),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "This change is not known."),
        };
        update.Bind(1, claim.Id).Run();
        return transaction.Connection.Changes > 0;
    }

    public static IReadOnlyList<InboxEntry> List(Connection connection, InboxState state, int limit)
    {
        var entries = new List<InboxEntry>();
        using var rows = connection.Query(state == InboxState.Done ? OfState : OfLiveState).Bind(1, (long)state).Bind(2, Math.Max(limit, 0));
        while (rows.Step()) entries.Add(EntryOf(rows));
        return entries;
    }

    /// <summary>Whether every entry the turn answers is still claimed as the turn says.</summary>
    public static TurnWriteStatus Check(Connection connection, TurnWrite turn)
    {
        var settled = turn.DeadLetter is null ? InboxState.Done : InboxState.Dead;
        var (held, repeated) = (0, 0);
        foreach (var claim in turn.Completes)
        {
            using var query = connection.Query(StateOfClaim).Bind(1, claim.Id);
            if (!query.Step()) return TurnWriteStatus.ClaimLost;
            var state = (InboxState)query.Long(0);
            if (state == InboxState.Open && query.Long(1) == claim.Fence) held++;
            if (state == InboxState.Done || state == settled) repeated++;
        }

        if (held == turn.Completes.Count) return TurnWriteStatus.Written;
        return repeated == turn.Completes.Count ? TurnWriteStatus.AlreadyWritten : TurnWriteStatus.ClaimLost;
    }

    /// <summary>Ends the entries the turn answers; <see cref="Check"/> has passed.</summary>
    public static void Complete(WriteTransaction transaction, TurnWrite turn)
    {
        foreach (var claim in turn.Completes)
        {
            if (turn.DeadLetter is { } reason) Update(transaction, claim, new InboxChange.Dead(reason));
            else Finish(transaction, claim.Id);
        }
    }

    private static InboxTicket? Accept(WriteTransaction transaction, InboxMessage message, string owner)
    {
        using var insert = transaction.Connection.Query(Insert)
            .Bind(1, message.Bot).Bind(2, message.DedupeId).Bind(3, transaction.Now).Bind(4, owner)
            .Bind(5, message.SessionKey).Bind(6, message.UserId).Bind(7, message.Payload).Bind(8, message.Trace);
        return insert.Step() ? new(insert.Long(0), message.Bot, message.SessionKey) { AcceptedAt = Microseconds.ToTime(transaction.Now) } : null;
    }

    private static bool Stands(Connection connection, InboxClaim claim)
    {
        using var query = connection.Query(StateOfClaim).Bind(1, claim.Id);
        return query.Step() && query.Long(0) == (long)InboxState.Open && query.Long(1) == claim.Fence;
    }

    private static bool IsHeldUp(Connection connection, long id, string owner)
    {
        using var older = connection.Query(FindOlder).Bind(1, id).Bind(2, owner);
        return older.Step();
    }

    private static InboxEntry? ReadEntry(Connection connection, long id)
    {
        using var entry = connection.Query(ById).Bind(1, id);
        return entry.Step() ? EntryOf(entry) : null;
    }

    private static void Finish(WriteTransaction transaction, long id)
    {
        using var settle = transaction.Connection.Query(Settle).Bind(1, id).Bind(2, transaction.Now);
        settle.Run();
    }

    private static InboxEntry EntryOf(Query row) => new(
        new(row.Long(0), row.Long(1)),
        new(row.Text(2), row.Text(3), row.Text(4), row.Text(5)) { UserId = row.TextOrNull(6), Trace = row.TextOrNull(12) })
    {
        Attempts = row.Int(7),
        PreviewId = row.TextOrNull(8),
        AcceptedAt = Microseconds.ToTime(row.Long(9)),
        State = (InboxState)row.Long(10),
        Error = row.TextOrNull(11),
    };
}
