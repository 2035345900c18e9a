using System.Text.Json;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Which group a message belongs to, decided while it is written: the rule of <c>MessageGroups</c>, as positions.</summary>
/// <remarks>The group of a message is the position of the first message it must not be separated from: its own, or that of the tool call
/// it answers. A result whose call is nowhere has <see cref="NoCall"/>: no window that leaves something out may reach it.</remarks>
internal static class ToolGroups
{
    /// <summary>Stands before every position.</summary>
    public const long NoCall = -1;

    private const string CallsBefore = """
        SELECT prev, pos, CASE WHEN role='tool' OR tool_call_id IS NOT NULL THEN NULL WHEN json_valid(tool_calls) THEN tool_calls END FROM message WHERE mid=?1
        """;

    private const string Kind = """
        SELECT prev, pos, role='tool' OR tool_call_id IS NOT NULL, CASE WHEN json_valid(tool_calls) THEN coalesce(json_array_length(tool_calls), 0)>0 ELSE 0 END
        FROM message WHERE mid=?1
        """;

    private const string Reach = "SELECT prev, jump, grp, jump_grp FROM message WHERE mid=?1";

    /// <summary>The group of a message that is added after the head.</summary>
    public static long Of(Connection connection, SessionHead head, MessageRow message) =>
        message.IsResult ? OfResult(connection, head.Place, message.ToolCallId) : head.Count;

    /// <summary>The group of a tool's result that follows this place.</summary>
    public static long OfResult(Connection connection, HistoryPlace place, string? callId)
    {
        if (PositionOfCall(connection, place.Message, callId) is var called && called != NoCall) return called;
        var joins = place.OpenGroup != SessionHead.NoGroup && (callId is null || !OpenCallHasIds(connection, place.Message));
        return joins ? place.OpenGroup : NoCall;
    }

    /// <summary>The group that a result without a known call would join after this message.</summary>
    public static long OpenAfter(Connection connection, long message)
    {
        var after = long.MaxValue;
        while (message != 0)
        {
            using var query = connection.Query(Kind).Bind(1, message);
            if (!IsBefore(query, ref after)) break;
            if (query.Long(2) == 0) return query.Long(3) != 0 ? query.Long(1) : SessionHead.NoGroup;
            message = query.Long(0);
        }

        return SessionHead.NoGroup;
    }

    /// <summary>The first position from this one on where a cut separates no group; O(log n) for each group that it would.</summary>
    public static long EndOfGroups(Connection connection, SessionHead head, long position)
    {
        while (position >= 0 && LastReaching(connection, head, position) is { } later) position = later;
        return position;
    }

    /// <summary>The newest message after the position that belongs to a group which begins before or at it.</summary>
    private static long? LastReaching(Connection connection, SessionHead head, long position)
    {
        var (message, at) = (head.Message, head.Count - 1);
        while (at > position)
        {
            using var query = connection.Query(Reach).Bind(1, message);
            if (!query.Step()) throw HistoryReader.Missing(message);
            if (query.Long(2) != NoCall && query.Long(2) <= position) return at;
            var mayJump = JumpPointer.Target(at) >= position && query.Long(3) > position;
            (message, at) = mayJump ? (query.Long(1), JumpPointer.Target(at)) : (query.Long(0), at - 1);
        }

        return null;
    }

    private static long PositionOfCall(Connection connection, long last, string? callId)
    {
        var after = long.MaxValue;
        while (last != 0 && callId is not null)
        {
            using var query = connection.Query(CallsBefore).Bind(1, last);
            if (!IsBefore(query, ref after)) break;
            if (!query.IsNull(2) && HasCall(query.Text(2), callId)) return query.Long(1);
            last = query.Long(0);
        }

        return NoCall;
    }

    // Only results stand between the open call and the last message.
    private static bool OpenCallHasIds(Connection connection, long last)
    {
        var after = long.MaxValue;
        while (last != 0)
        {
            using var query = connection.Query(CallsBefore).Bind(1, last);
            if (!IsBefore(query, ref after)) break;
            if (!query.IsNull(2)) return Ids(query.Text(2)).Any();
            last = query.Long(0);
        }

        return false;
    }

    // In a damaged file the way back may lead round in a circle.
    private static bool IsBefore(Query row, ref long after)
    {
        if (!row.Step() || row.Long(1) >= after) return false;
        after = row.Long(1);
        return true;
    }

    private static bool HasCall(string toolCalls, string callId) => Ids(toolCalls).Any(id => id.ValueEquals(callId));

    public static IEnumerable<JsonElement> Ids(string toolCalls)
    {
        if (MetadataJson.Read(toolCalls) is not { ValueKind: JsonValueKind.Array } calls) yield break;
        foreach (var call in calls.EnumerateArray())
        {
            if (call.ValueKind == JsonValueKind.Object && call.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String) yield return id;
        }
    }
}
