using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The runs of messages that make up one history.</summary>
internal static class SegmentChain
{
    private const string FindSegment = "SELECT parent_seg, base_pos FROM segment WHERE seg=?1";

    /// <summary>Each segment with the last position of it that belongs to the history, newest first.</summary>
    public static IEnumerable<(long Segment, long Last)> Of(Connection connection, long segment, long last)
    {
        while (segment != 0)
        {
            yield return (segment, last);
            (segment, last) = ParentOf(connection, segment, last);
        }
    }

    private static (long Segment, long Last) ParentOf(Connection connection, long segment, long last)
    {
        using var query = connection.Query(FindSegment).Bind(1, segment);
        return query.Step() ? (query.Long(0), Math.Min(last, query.Long(1))) : (0, -1);
    }
}
