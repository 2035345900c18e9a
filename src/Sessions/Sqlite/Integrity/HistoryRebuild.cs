using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Walks one history back to its beginning, puts a note where messages are missing, and works out everything that is noted beside messages.</summary>
internal sealed class HistoryRebuild
{
    private const string Note = "[A message that stood here could not be read any more.]";
    private const string Find = "SELECT mid, pos, seg, prev FROM message WHERE mid=?1";
    private const string NewestBelow = "SELECT mid, pos, seg, prev FROM message WHERE seg=?1 AND pos<=?2 AND pos>?3 ORDER BY pos DESC, mid DESC LIMIT 1";
    private const string IsFree = "SELECT NOT EXISTS(SELECT 1 FROM message WHERE mid=?1)";

    private const string Insert = """
        INSERT INTO message(mid, prev, jump, seg, pos, grp, jump_grp, tok_before, ts, role, content) VALUES(?1, 0, 0, ?2, ?3, ?3, ?3, 0, ?4, 'system', ?5)
        """;

    private readonly WriteTransaction _transaction;
    private readonly Connection _connection;
    private readonly List<(long Segment, long Last)> _chain;

    private HistoryRebuild(WriteTransaction transaction, long segment) =>
        (_transaction, _connection, _chain) = (transaction, transaction.Connection, SegmentChain.Sound(transaction.Connection, segment, long.MaxValue).ToList());

    /// <summary>Mends the history that ends here; returns where it ends in truth.</summary>
    public static HistoryPlace Run(WriteTransaction transaction, long segment, long message, long count)
    {
        var rebuild = new HistoryRebuild(transaction, segment);
        return HistoryNumbers.Write(transaction, rebuild.WalkBack(message, count));
    }

    /// <summary>The last message before the place's own segment: a history ends there or later.</summary>
    private long Base => _chain.Count > 1 ? _chain[1].Last : -1;

    /// <summary>The messages of the history, oldest first.</summary>
    private List<long> WalkBack(long message, long count)
    {
        // Where the newest message is there, it knows best how many there are.
        var position = message == 0 ? Base : Row(message) is { } newest && newest.Position >= Base ? newest.Position : Math.Max(count - 1, Base);
        var history = new List<long>();
        while (position >= 0)
        {
            if (Row(message) is { } row && row.Position == position)
            {
                history.Add(row.Id);
                (message, position) = (row.Previous, position - 1);
            }
            else
            {
                message = Fill(message, ref position, history);
            }
        }

        history.Reverse();
        return history;
    }

    /// <summary>Adds notes down to the next message there is; returns that message.</summary>
    private long Fill(long expected, ref long position, List<long> history)
    {
        var below = NewestUpTo(position);
        var above = history.Count > 0 ? history[^1] : long.MaxValue;
        for (var at = position; at > (below?.Position ?? -1); at--)
        {
            var id = IdFor(expected, below?.Id ?? 0, above);
            AddNote(id, at);
            history.Add(id);
            (above, expected) = (id, id - 1);
        }

        position = below?.Position ?? -1;
        return below?.Id ?? 0;
    }

    /// <summary>The id that was lost where it is known, else any that nobody has.</summary>
    private long IdFor(long expected, long below, long above)
    {
        for (var id = Math.Min(expected, above - 1); id > below; id--)
        {
            using var free = _connection.Query(IsFree).Bind(1, id);
            if (free.Step() && free.Long(0) != 0) return id;
        }

        return _transaction.NextMessageId();
    }

    private void AddNote(long id, long position)
    {
        using var insert = _connection.Query(Insert).Bind(1, id).Bind(2, SegmentAt(position)).Bind(3, position).Bind(4, _transaction.Now).Bind(5, Note);
        insert.Run();
    }

    private MessagePlace? NewestUpTo(long position)
    {
        for (var part = 0; part < _chain.Count; part++)
        {
            var above = part + 1 < _chain.Count ? _chain[part + 1].Last : -1;
            using var query = _connection.Query(NewestBelow).Bind(1, _chain[part].Segment).Bind(2, Math.Min(_chain[part].Last, position)).Bind(3, above);
            if (query.Step()) return PlaceOf(query);
        }

        return null;
    }

    /// <summary>The message, unless it stands outside this history: wherever a damaged row points, nothing of another history gets into this one.</summary>
    private MessagePlace? Row(long message)
    {
        using var query = _connection.Query(Find).Bind(1, message);
        return query.Step() && query.Long(2) == SegmentAt(query.Long(1)) ? PlaceOf(query) : null;
    }

    private long SegmentAt(long position) => _chain.FindLast(part => part.Last >= position).Segment;

    private static MessagePlace PlaceOf(Query row) => new(row.Long(0), row.Long(1), row.Long(3));

    private sealed record MessagePlace(long Id, long Position, long Previous);
}
