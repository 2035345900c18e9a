using Bots.Sessions.Merging;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Retention;

/// <summary>Writes histories anew without the messages of some segments: what stands before the first of them is shared as before, what follows is
/// written again, once for all the histories that share it.</summary>
internal sealed class HistoryWithout(WriteTransaction transaction, HashSet<long> segments)
{
    private const string Find = "SELECT prev, seg, grp, pos FROM message WHERE mid=?1";

    private readonly Connection _connection = transaction.Connection;
    private readonly Dictionary<(long After, long Message), HistoryPlace> _copies = [];
    private readonly Dictionary<long, long> _tips = [];
    private bool[] _stays = [];

    /// <summary>The end of the history without those messages; the same place when it has none of them. Of a damaged one, what cannot be reached from its end goes as well.</summary>
    public HistoryPlace Rewrite(HistoryPlace place)
    {
        var (rows, isWhole) = RowsOf(place);
        _stays = MergeUnits.Staying(rows.Count, index => GroupIn(rows, index), index => segments.Contains(rows[index].Segment));
        var common = isWhole ? Array.IndexOf(_stays, false) : 0;
        if (common < 0) return place;
        var head = HeadAt(place);
        head.Place = MessageLog.PlaceAfter(_connection, head, common);
        long? from = null;
        for (var index = common; index < rows.Count; index++)
        {
            if (_stays[index]) from = Append(head, rows[index], from);
        }

        return head.Place;
    }

    /// <summary>How many of the first messages of the last history stayed.</summary>
    public long StayingOf(long count) => _stays.Take((int)Math.Clamp(count, 0, int.MaxValue)).Count(static stays => stays);

    /// <summary>Nothing is appended any more to what was written.</summary>
    public void Finish()
    {
        foreach (var (segment, tip) in _tips) SegmentTable.Retire(transaction, segment, tip);
    }

    /// <summary>Adds a message where it is not there yet; returns the segment it was taken from when the next one may follow in the same.</summary>
    private long? Append(SessionHead head, Row row, long? from)
    {
        var key = (head.Message, row.Message);
        if (_copies.TryGetValue(key, out var copy))
        {
            head.Place = copy;
            return null;
        }

        if (from != row.Segment)
        {
            head.Segment = MessageLog.Branch(_connection, head.Place);
            Authors.Copy(_connection, head.Segment, row.Segment);
        }

        MessageLog.Append(transaction, head, new(Read(row.Message), transaction.LargeContentBytes));
        _copies.Add(key, head.Place);
        _tips[head.Segment] = head.Message;
        return row.Segment;
    }

    private SessionMessage Read(long message)
    {
        using var row = _connection.Query(HistoryReader.ReadMessage).Bind(1, message);
        return row.Step() ? HistoryReader.MessageOf(row) : throw HistoryReader.Missing(message);
    }

    /// <summary>The messages from the end back, oldest first, and whether the way led to the beginning: in a damaged file it may break off, or lead round in a circle.</summary>
    private (List<Row> Rows, bool IsWhole) RowsOf(HistoryPlace place)
    {
        var (rows, message) = (new List<Row>(), place.Message);
        while (message != 0)
        {
            using var row = _connection.Query(Find).Bind(1, message);
            if (!row.Step() || (rows.Count > 0 && row.Long(3) >= rows[^1].Position)) break;
            rows.Add(new(message, row.Long(1), row.Long(2), row.Long(3)));
            message = row.Long(0);
        }

        rows.Reverse();
        return (rows, message == 0);
    }

    private static long GroupIn(List<Row> rows, int index) => rows[index].Group < 0 ? rows[index].Group : Math.Max(0, rows[index].Group - rows[index].Position + index);

    private static SessionHead HeadAt(HistoryPlace place) => new()
    {
        Id = "", Sid = 0, Segment = 0, Version = 0, Message = place.Message, Count = place.Count, Tokens = place.Tokens, OpenGroup = place.OpenGroup,
    };

    private readonly record struct Row(long Message, long Segment, long Group, long Position);
}
