using Bots.Sessions.Delivery;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Delivery;

/// <summary>The rows of the outbox.</summary>
internal static class OutboxTable
{
    private const string Insert = """
        INSERT INTO outbox(state, attempts, created_at, owner, bot, chat, session_key, preview_id, payload, trace)
        VALUES(0, 0, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id
        """;

    private const string Columns =
        "SELECT id, bot, chat, payload, session_key, preview_id, attempts, not_before, created_at, error, trace, is_uncertain, begun FROM outbox";

    private const string Pending = $"{Columns} WHERE state=0 AND state<>1 AND owner=?1 AND id>?2 ORDER BY id LIMIT ?3";

    // Empty where one host is alone. Its cost is what others have still to deliver.
    private const string FirstOfOthers = """
        SELECT bot, chat, min(id) FROM outbox WHERE state=0 AND state<>1 AND owner<>?1 AND owner IN (SELECT owner FROM host) GROUP BY bot, chat
        """;

    private const string AnyOtherHost = "SELECT 1 FROM host WHERE owner<>?1 LIMIT 1";

    private const string Parked = $"""
        {Columns} WHERE state=2 AND state<>1 AND (?1 IS NULL OR bot=?1) AND (?2 IS NULL OR chat=?2) ORDER BY id LIMIT ?3
        """;

    private const string Receipts = """
        SELECT id, bot, chat, receipt, settled_at, session_key, may_be_twice FROM outbox
        WHERE state=1 AND (?1 IS NULL OR bot=?1) AND (?2 IS NULL OR chat=?2) AND may_be_twice>=?3 ORDER BY id DESC LIMIT ?4
        """;

    // An operator settles anybody's.
    private const string OfOwner = "(?9 IS NULL OR owner=?9)";

    private const string Deliver = $"UPDATE outbox SET state=1, settled_at=?2, receipt=?3, may_be_twice=?4, payload='', error=NULL WHERE id=?1 AND state=0 AND {OfOwner}";
    private const string Postpone = $"UPDATE outbox SET not_before=?2, error=?3, begun=0, attempts=attempts+?4, is_uncertain=max(is_uncertain, ?5) WHERE id=?1 AND state=0 AND {OfOwner}";
    private const string Park = $"UPDATE outbox SET state=2, settled_at=?2, error=?3 WHERE id=?1 AND state=0 AND {OfOwner}";
    private const string NoteBegun = $"UPDATE outbox SET begun=begun+1 WHERE id=?1 AND state=0 AND {OfOwner}";
    private const string NotePreview = $"UPDATE outbox SET preview_id=?2 WHERE id=?1 AND state=0 AND {OfOwner}";
    private const string Revive = "UPDATE outbox SET state=0, owner=?2, attempts=0, begun=0, not_before=NULL, settled_at=NULL WHERE id=?1 AND state=2";

    public static IReadOnlyList<long> Add(WriteTransaction transaction, IReadOnlyList<OutboxMessage> messages, string? owner)
    {
        var ids = new long[messages.Count];
        for (var i = 0; i < ids.Length; i++) ids[i] = Add(transaction, messages[i], owner);
        return ids;
    }

    public static bool Update(WriteTransaction transaction, long id, DeliveryOutcome outcome, string? owner)
    {
        var connection = transaction.Connection;
        using var update = outcome switch
        {
            DeliveryOutcome.Delivered delivered => connection.Query(Deliver).Bind(2, transaction.Now).Bind(3, delivered.Receipt).Bind(4, delivered.MayBeTwice ? 1L : 0L),
            DeliveryOutcome.Retry retry => connection.Query(Postpone)
                .Bind(2, Microseconds.From(retry.NotBefore)).Bind(3, retry.Error).Bind(4, retry.Charged ? 1L : 0L).Bind(5, retry.IsUncertain ? 1L : 0L),
            DeliveryOutcome.Parked parked => connection.Query(Park).Bind(2, transaction.Now).Bind(3, parked.Error),
            DeliveryOutcome.Begun => connection.Query(NoteBegun),
            DeliveryOutcome.PreviewShown shown => connection.Query(NotePreview).Bind(2, shown.PreviewId),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "This outcome is not known."),
        };
        update.Bind(1, id).Bind(9, owner).Run();
        return connection.Changes > 0;
    }

    public static bool ReviveParked(WriteTransaction transaction, long id, string owner)
    {
        using var revive = transaction.Connection.Query(Revive).Bind(1, id).Bind(2, owner);
        revive.Run();
        return transaction.Connection.Changes > 0;
    }

    public static IReadOnlyList<OutboxEntry> ListPending(Connection connection, string owner, long afterId, int limit)
    {
        using var rows = connection.Query(Pending).Bind(1, owner).Bind(2, afterId).Bind(3, Math.Max(limit, 0));
        var entries = Entries(rows);
        // Looked at after the rows: what was older than one of them and is settled by now holds nobody up any more.
        if (entries.Count == 0 || !HasOtherHost(connection, owner)) return entries;
        var others = OldestOfOthers(connection, owner);
        return entries.ConvertAll(entry => others.TryGetValue((entry.Message.Bot, entry.Message.Chat), out var first) && first < entry.Id ? entry with { IsHeldUp = true } : entry);
    }

    public static IReadOnlyList<OutboxEntry> ListParked(Connection connection, string? bot, string? chat, int limit)
    {
        using var rows = connection.Query(Parked).Bind(1, bot).Bind(2, chat).Bind(3, Math.Max(limit, 0));
        return Entries(rows);
    }

    public static IReadOnlyList<DeliveryReceipt> ListReceipts(Connection connection, string? bot, string? chat, bool onlyDoubtful, int limit)
    {
        using var rows = connection.Query(Receipts).Bind(1, bot).Bind(2, chat).Bind(3, onlyDoubtful ? 1L : 0L).Bind(4, Math.Max(limit, 0));
        var receipts = new List<DeliveryReceipt>();
        while (rows.Step())
        {
            receipts.Add(new(rows.Long(0), rows.Text(1), rows.Text(2), rows.Text(3), Microseconds.ToTime(rows.Long(4)))
            {
                SessionKey = rows.TextOrNull(5),
                MayBeTwice = rows.Int(6) != 0,
            });
        }

        return receipts;
    }

    private static bool HasOtherHost(Connection connection, string owner)
    {
        using var other = connection.Query(AnyOtherHost).Bind(1, owner);
        return other.Step();
    }

    private static Dictionary<(string Bot, string Chat), long> OldestOfOthers(Connection connection, string owner)
    {
        var oldest = new Dictionary<(string, string), long>();
        using var rows = connection.Query(FirstOfOthers).Bind(1, owner);
        while (rows.Step()) oldest[(rows.Text(0), rows.Text(1))] = rows.Long(2);
        return oldest;
    }

    private static long Add(WriteTransaction transaction, OutboxMessage message, string? owner)
    {
        using var insert = transaction.Connection.Query(Insert)
            .Bind(1, transaction.Now).Bind(2, owner ?? "").Bind(3, message.Bot).Bind(4, message.Chat)
            .Bind(5, message.SessionKey).Bind(6, message.PreviewId).Bind(7, message.Payload).Bind(8, message.Trace);
        insert.Step();
        return insert.Long(0);
    }

    private static List<OutboxEntry> Entries(Query rows)
    {
        var entries = new List<OutboxEntry>();
        while (rows.Step()) entries.Add(EntryOf(rows));
        return entries;
    }

    private static OutboxEntry EntryOf(Query row) => new(
        row.Long(0),
        new(row.Text(1), row.Text(2), row.Text(3)) { SessionKey = row.TextOrNull(4), PreviewId = row.TextOrNull(5), Trace = row.TextOrNull(10) })
    {
        Attempts = row.Int(6),
        NotBefore = Microseconds.ToTime(row.LongOrNull(7)),
        CreatedAt = Microseconds.ToTime(row.Long(8)),
        Error = row.TextOrNull(9),
        IsUncertain = row.Int(11) != 0,
        Begun = row.Int(12),
    };
}
