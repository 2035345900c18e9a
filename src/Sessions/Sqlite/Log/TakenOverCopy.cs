using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.State;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Reads whose text it is that a session took over, and notes what another store says of it.</summary>
internal static class TakenOverCopy
{
    private const string FindOwner = """
        SELECT CASE WHEN g.sid IS NULL THEN g.user_id WHEN g.sid<>?2 THEN (SELECT user_id FROM session s WHERE s.sid=g.sid) END FROM segment g WHERE g.seg=?1
        """;

    private const string Title = """
        SELECT coalesce(title_user, (SELECT user_id FROM session s WHERE s.sid=t.title_sid AND s.sid<>t.sid)) FROM session t WHERE sid=?1 AND title IS NOT NULL
        """;

    private const string ForgetNames = "UPDATE session SET title=NULL, title_sid=NULL, title_user=NULL, agent_name=NULL, user_id=NULL WHERE id=?1";
    private const string KeepSegment = "UPDATE segment SET sid=NULL, user_id=?2 WHERE seg=?1";
    private const string KeepTitle = "UPDATE session SET title_sid=NULL, title_user=?2 WHERE sid=?1 AND title IS NOT NULL";

    public static TakenOverContent? Read(Connection connection, string sessionId)
    {
        if (SessionTable.Find(connection, sessionId) is not { } head) return null;
        using var title = connection.Query(Title).Bind(1, head.Sid);
        return new(TakenOverText.RangesOf(Owners(connection, head.Sid, head.Segment, head.Count)), ValuesOf(connection, head.Sid, StateTable.List(connection, StateScope.Session(sessionId)).ToDictionary(static row => row.Key, static row => row.Value.Value!, StringComparer.Ordinal)), title.Step() ? title.TextOrNull(0) : null);
    }

    /// <summary>Who owns each message of a history, null for those the session wrote itself or that nobody owns.</summary>
    public static string?[] Owners(Connection connection, long sid, long segment, long count)
    {
        var owners = new string?[count];
        var end = count;
        var chain = SegmentChain.Of(connection, segment, count - 1).ToList();
        for (var index = 0; index < chain.Count; index++)
        {
            var begin = index + 1 < chain.Count ? chain[index + 1].Last + 1 : 0;
            if (begin < end) owners.AsSpan((int)begin, (int)(end - begin)).Fill(OwnerOf(connection, chain[index].Segment, sid));
            end = Math.Min(end, begin);
        }

        return owners;
    }

    public static bool ForgetOrigin(WriteTransaction transaction, string sessionId)
    {
        using var forget = transaction.Connection.Query(ForgetNames).Bind(1, sessionId);
        forget.Run();
        return true;
    }

    public static bool Keep(WriteTransaction transaction, string sessionId, TakenOverContent content)
    {
        var connection = transaction.Connection;
        if (SessionTable.Find(connection, sessionId) is not { } head) return false;
        KeepMessages(transaction, head, TakenOverText.OwnersOf(content.Messages, checked((int)head.Count)));
        var values = StateTable.List(connection, StateScope.Session(sessionId));
        foreach (var (key, user) in content.Values)
        {
            if (values.TryGetValue(key, out var value)) Authors.KeepState(connection, head.Sid, key, value.Value!, user);
        }

        if (content.Title is { } namer) Run(connection, KeepTitle, head.Sid, namer);
        return true;
    }

    /// <summary>Adds messages of these owners, each run in a segment of its own; what is added afterwards is the session's own again.</summary>
    public static void Append(WriteTransaction transaction, SessionHead head, IReadOnlyList<MessageRow> messages, ReadOnlySpan<string?> owners)
    {
        string? owner = null;
        for (var index = 0; index < messages.Count; index++)
        {
            if (owners[index] != owner) Become(transaction, head, owner = owners[index]);
            MessageLog.Append(transaction, head, messages[index]);
        }

        if (owner is not null) Become(transaction, head, null);
    }

    private static void KeepMessages(WriteTransaction transaction, SessionHead head, string?[] owners)
    {
        var connection = transaction.Connection;
        var first = Owners(connection, head.Sid, head.Segment, head.Count).AsSpan().CommonPrefixLength(owners);
        if (first == owners.Length) return;
        var rest = HistoryReader.Range(connection, head.Message, owners.Length - first).Select(message => new MessageRow(message, transaction.LargeContentBytes)).ToList();
        MessageLog.MoveTo(transaction, head, MessageLog.PlaceAfter(connection, head, first));
        Append(transaction, head, rest, owners.AsSpan(first));
        SessionTable.Save(transaction, head);
    }

    private static void Become(WriteTransaction transaction, SessionHead head, string? owner)
    {
        MessageLog.MoveTo(transaction, head, head.Place);
        if (owner is not null) Run(transaction.Connection, KeepSegment, head.Segment, owner);
    }

    private static string? OwnerOf(Connection connection, long segment, long sid)
    {
        using var find = connection.Query(FindOwner).Bind(1, segment).Bind(2, sid);
        return find.Step() ? find.TextOrNull(0) : null;
    }

    /// <summary>The owners of these values of a session, by key, without its own and those that nobody owns.</summary>
    public static Dictionary<string, string?> ValuesOf(Connection connection, long sid, Dictionary<string, string> values) =>
        values.Select(value => KeyValuePair.Create(value.Key, Authors.OwnerOfState(connection, sid, value.Key, value.Value)))
            .Where(static value => value.Value is not null).ToDictionary(StringComparer.Ordinal);

    private static void Run(Connection connection, string sql, long key, string value)
    {
        using var query = connection.Query(sql).Bind(1, key).Bind(2, value);
        query.Run();
    }
}
