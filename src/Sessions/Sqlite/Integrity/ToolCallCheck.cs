using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Results without calls, and calls without results that the conversation has left behind. Windows leave both out or keep them together as they are, so nothing is mended.</summary>
internal static class ToolCallCheck
{
    private const string Speaking = """
        SELECT seg, pos, role='tool' OR tool_call_id IS NOT NULL, tool_call_id, CASE WHEN json_valid(tool_calls) THEN tool_calls END, grp FROM message
        WHERE role='tool' OR tool_call_id IS NOT NULL OR tool_calls IS NOT NULL ORDER BY seg, pos
        """;

    private const string Sessions = "SELECT id, seg, count FROM session ORDER BY sid";

    public static IEnumerable<Finding> Run(Connection connection)
    {
        var speaking = Read(connection);
        var findings = new List<Finding>();
        if (speaking.Count == 0) return findings;
        using var sessions = connection.Query(Sessions);
        while (sessions.Step())
        {
            List<ToolMessage> history =
            [
                .. SegmentChain.Sound(connection, sessions.Long(1), sessions.Long(2) - 1).Reverse()
                    .SelectMany(part => speaking.GetValueOrDefault(part.Segment, []).Where(message => message.Position <= part.Last)),
            ];
            findings.AddRange(Look(sessions.Text(0), history, sessions.Long(2)));
        }

        return findings;
    }

    private static IEnumerable<Finding> Look(string session, List<ToolMessage> history, long count)
    {
        for (var index = 0; index < history.Count; index++)
        {
            var message = history[index];
            if (message.IsResult && message.Group == ToolGroups.NoCall)
                yield return Finding.Of(IntegrityProblemKind.OrphanToolCall, session, $"The tool result at index {message.Position} stands without its call; windows leave it out.");
            if (!message.IsResult && IsAbandoned(message, history[(index + 1)..], count))
                yield return Finding.Of(IntegrityProblemKind.OrphanToolCall, session, $"The tool call at index {message.Position} has no result although the conversation went on.");
        }
    }

    private static bool IsAbandoned(ToolMessage call, List<ToolMessage> later, long count)
    {
        var results = later.Where(static message => message.IsResult).ToList();
        if (count - 1 - call.Position <= results.Count) return false;
        var anyResult = results.Exists(result => result.Group == call.Position && result.CallId is null);
        return call.Ids.Count == 0 ? !results.Exists(result => result.Group == call.Position) : !anyResult && call.Ids.Any(id => !results.Exists(result => result.CallId == id));
    }

    private static Dictionary<long, List<ToolMessage>> Read(Connection connection)
    {
        var speaking = new Dictionary<long, List<ToolMessage>>();
        using var rows = connection.Query(Speaking);
        while (rows.Step())
        {
            var calls = rows.Long(2) != 0 || rows.IsNull(4) ? (System.Text.Json.JsonElement?)null : MetadataJson.Read(rows.Text(4));
            var isCall = calls is { ValueKind: System.Text.Json.JsonValueKind.Array } list && list.GetArrayLength() > 0;
            if (rows.Long(2) == 0 && !isCall) continue;
            if (!speaking.TryGetValue(rows.Long(0), out var messages)) speaking.Add(rows.Long(0), messages = []);
            messages.Add(new(rows.Long(1), rows.Long(2) != 0, rows.TextOrNull(3), rows.Long(5), isCall ? [.. ToolGroups.Ids(rows.Text(4)).Select(static id => id.GetString()!)] : []));
        }

        return speaking;
    }

    private sealed record ToolMessage(long Position, bool IsResult, string? CallId, long Group, List<string> Ids);
}
