using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Makes the messages of a whole history readable, works out what is noted beside them, and writes what differs.</summary>
internal static class HistoryNumbers
{
    private const string Read = $"""
        SELECT p.role='tool' OR p.tool_call_id IS NOT NULL, p.tool_call_id, {MessageCheck.Tokens},
            CASE WHEN json_valid(p.tool_calls) THEN coalesce(json_array_length(p.tool_calls), 0)>0 ELSE 0 END
        FROM message p WHERE p.mid=?1
        """;

    private const string Save = """
        UPDATE message SET prev=?2, jump=?3, pos=?4, grp=?5, jump_grp=?6, tok_before=?7
        WHERE mid=?1 AND (prev, jump, pos, grp, jump_grp, tok_before)<>(?2, ?3, ?4, ?5, ?6, ?7)
        """;

    /// <summary>Writes the numbers of a history, oldest message first; returns its end.</summary>
    public static HistoryPlace Write(WriteTransaction transaction, List<long> history)
    {
        var connection = transaction.Connection;
        var place = HistoryPlace.Beginning;
        var jumpGroups = new long[history.Count];
        for (var position = 0; position < history.Count; position++)
        {
            MessageMender.Apply(transaction, history[position]);
            using var row = connection.Query(Read).Bind(1, history[position]);
            row.Step();
            var isResult = row.Long(0) != 0;
            var group = isResult ? ToolGroups.OfResult(connection, place, row.TextOrNull(1)) : position;
            var target = position == 0 ? -1 : (int)JumpPointer.Target(position);
            jumpGroups[position] = JumpGroup(jumpGroups, position, target, group == ToolGroups.NoCall ? position : group);
            Update(connection, history[position], place.Message, target < 0 ? 0 : history[target], position, group, jumpGroups[position], place.Tokens);
            var open = isResult ? place.OpenGroup : row.Long(3) != 0 ? position : SessionHead.NoGroup;
            place = new(history[position], position + 1, place.Tokens + row.Long(2), open);
        }

        return place;
    }

    private static long JumpGroup(long[] jumpGroups, int position, int target, long own)
    {
        if (position == 0 || target == position - 1) return own;
        var between = (int)JumpPointer.Target(position - 1);
        return Math.Min(own, Math.Min(jumpGroups[position - 1], jumpGroups[between]));
    }

    private static void Update(Connection connection, long message, params ReadOnlySpan<long> values)
    {
        using var save = connection.Query(Save).Bind(1, message);
        for (var index = 0; index < values.Length; index++) save.Bind(index + 2, values[index]);
        save.Run();
    }
}
