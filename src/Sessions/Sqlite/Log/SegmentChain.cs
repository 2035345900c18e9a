using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The runs of messages that make up one history.</summary>
internal static class SegmentChain
{
    private const string FindParent = "SELECT parent_seg, base_pos FROM segment WHERE seg=?1";
    private const string FindPinned = "SELECT coalesce(pin_seg, parent_seg), coalesce(pin_pos, base_pos) FROM segment WHERE seg=?1";

    /// <summary>Each segment with the last position of it that belongs to the history, newest first.</summary>
    /// <exception cref="InvalidDataException">The chain leads round in a circle.</exception>
    public static IEnumerable<(long Segment, long Last)> Of(Connection connection, long segment, long last) => Of(connection, FindParent, segment, last, onlySound: false);

    /// <summary>The same, as far as the chain leads back: for looking at what may be damaged.</summary>
    public static IEnumerable<(long Segment, long Last)> Sound(Connection connection, long segment, long last) => Of(connection, FindParent, segment, last, onlySound: true);

    /// <summary>The same without segments that hold no system message, but for some of the newest.</summary>
    /// <exception cref="InvalidDataException">The chain leads round in a circle.</exception>
    public static IEnumerable<(long Segment, long Last)> WithPinned(Connection connection, long segment, long last) => Of(connection, FindPinned, segment, last, onlySound: false);

    // A segment is always made after the one that it is based on.
    private static IEnumerable<(long Segment, long Last)> Of(Connection connection, string find, long segment, long last, bool onlySound)
    {
        while (segment != 0)
        {
            yield return (segment, last);
            var (parent, end) = Next(connection, find, segment, last);
            if (parent >= segment)
            {
                if (onlySound) yield break;
                throw new InvalidDataException($"Segment {segment} of the log is based on one that came after it; `check` names the sessions, and `repair` mends them.");
            }

            (segment, last) = (parent, end);
        }
    }

    private static (long Segment, long Last) Next(Connection connection, string find, long segment, long last)
    {
        using var query = connection.Query(find).Bind(1, segment);
        return query.Step() ? (query.Long(0), Math.Min(last, query.Long(1))) : (0, -1);
    }
}
