using System.Text.Json;

namespace Bots.Sessions;

/// <summary>Finds tool calls and results that lack each other, in a whole history.</summary>
internal static class ToolCallAudit
{
    /// <summary>What is wrong, one sentence each; never the text of a message.</summary>
    public static IEnumerable<string> Find(IReadOnlyList<SessionMessage> history)
    {
        var starts = MessageGroups.Starts(history);
        for (var index = 0; index < history.Count; index++)
        {
            if (starts[index] < 0) yield return $"The tool result at index {index} stands without its call; windows leave it out.";
            else if (IsCall(history[index]) && IsAbandoned(history, starts, index)) yield return $"The tool call at index {index} has no result although the conversation went on.";
        }
    }

    private static bool IsCall(SessionMessage message) =>
        !MessageGroups.IsResult(message) && message.Metadata.ToolCalls is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() > 0;

    private static bool IsAbandoned(IReadOnlyList<SessionMessage> history, int[] starts, int call)
    {
        var later = Enumerable.Range(call + 1, history.Count - call - 1).ToList();
        if (later.TrueForAll(index => MessageGroups.IsResult(history[index]))) return false;
        var answers = later.Where(index => starts[index] == call && MessageGroups.IsResult(history[index])).Select(index => history[index].Metadata.ToolCallId).ToList();
        var ids = MessageGroups.IdsOf(history[call]);
        return ids.Count == 0 ? answers.Count == 0 : !answers.Contains(null) && ids.Any(id => !answers.Contains(id));
    }
}
