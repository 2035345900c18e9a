using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The runs of messages that make up one history.</summary>
internal static class SegmentChain
{
    private const string FindParent = "SELECT parent_seg, base_pos FROM segment WHERE seg=?1";
    private const string FindPinned = "SELECT coalesce(pin_seg, parent_seg), coalesce(pin_pos, base_pos) FROM segment WHERE seg=?1";

    /// <summary>Each segment with the last position of it that belongs to the history, newest first.</summary>
    public static IEnumerable<(long Segment, long Last)> Of(Connection connection, long segment, long last) => Of(connection, FindParent, segment, last);

    /// <summary>The same without segments that hold no system message, but for some of the newest.</summary>
    public static IEnumerable<(long Segment, long Last)> WithPinned(Connection connection, long segment, long last) => Of(connection, FindPinned, segment, last);

    private static IEnumerable<(long Segment, long Last)> Of(Connection connection, string find, long segment, long last)
    {
        while (segment != 0)
        {
            yield return (segment, last);
            (segment, last) = Next(connection, find, segment, last);
        }
    }

    private static (long Segment, long Last) Next(Connection connection, string find, long segment, long last)
    {
        using var query = connection.Query(find).Bind(1, segment);
        return query.Step() ? (query.Long(0), Math.Min(last, query.Long(1))) : (0, -1);
    }
}
