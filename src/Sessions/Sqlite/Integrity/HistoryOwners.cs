using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Which sessions reach which messages, in their histories or by their checkpoints.</summary>
internal sealed class HistoryOwners
{
    private const string Heads = """
        SELECT id, sid, seg, count FROM session
        UNION ALL SELECT s.id, s.sid, c.seg, c.count FROM checkpoint c JOIN session s ON s.sid=c.sid
        """;

    private readonly Dictionary<long, List<(Owner Owner, long Last)>> _segments = [];

    public static HistoryOwners Read(Connection connection)
    {
        var owners = new HistoryOwners();
        using var heads = connection.Query(Heads);
        while (heads.Step())
        {
            var owner = new Owner(heads.Text(0), heads.Long(1));
            foreach (var (segment, last) in SegmentChain.Sound(connection, heads.Long(2), heads.Long(3) - 1)) owners.Add(segment, owner, last);
        }

        return owners;
    }

    /// <summary>Every session that reaches the message.</summary>
    public IEnumerable<Owner> Of(long segment, long position) =>
        _segments.GetValueOrDefault(segment, []).Where(one => position <= one.Last).Select(static one => one.Owner).Distinct();

    private void Add(long segment, Owner owner, long last)
    {
        if (!_segments.TryGetValue(segment, out var owners)) _segments.Add(segment, owners = []);
        owners.Add((owner, last));
    }
}

/// <summary>A session.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sid">Its row.</param>
internal sealed record Owner(string Id, long Sid);
