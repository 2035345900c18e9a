using System.Text.Json;

namespace Bots.Sessions;

/// <summary>The rule that every store applies when it cuts a history: a tool call and its results are never separated.</summary>
/// <remarks>A result is a message with <see cref="MessageMetadata.ToolCallId"/> or the role <c>tool</c>. Its call is an earlier message that
/// lists its id; where result or call names no id, the call that it follows with only other results between. Whatever stands between a call
/// and its last result belongs to the group.</remarks>
public static class MessageGroups
{
    /// <summary>The newest <paramref name="maxMessages"/> of a whole history, whole groups only; null for all, zero or less for none.</summary>
    public static IReadOnlyList<SessionMessage> Window(IReadOnlyList<SessionMessage> history, int? maxMessages)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (maxMessages is not { } max || max >= history.Count) return [.. history];
        return max <= 0 ? [] : Whole(history.Skip(history.Count - max).ToList());
    }

    /// <summary>Of the newest messages of a longer history, those that begin with a whole group: everything up to the last result whose call
    /// is not among them is left out.</summary>
    public static IReadOnlyList<SessionMessage> Whole(IReadOnlyList<SessionMessage> newest)
    {
        ArgumentNullException.ThrowIfNull(newest);
        var start = 0;
        var calls = new OpenCalls();
        for (var index = 0; index < newest.Count; index++)
        {
            if (!IsResult(newest[index])) calls.Note(newest[index].Metadata.ToolCalls);
            else if (!calls.Answers(newest[index].Metadata.ToolCallId)) (start, calls) = (index + 1, new());
        }

        return start == 0 ? newest : [.. newest.Skip(start)];
    }

    /// <summary>Where a cut behind <paramref name="index"/> may really stand: the index of the last message of its group, itself when it ends one.</summary>
    /// <param name="history">A whole history.</param>
    /// <param name="index">An index into it, or -1.</param>
    public static int EndOfGroup(IReadOnlyList<SessionMessage> history, int index)
    {
        ArgumentNullException.ThrowIfNull(history);
        var (end, all, behind) = (index, new OpenCalls(), new OpenCalls());
        for (var at = 0; at < history.Count; at++)
        {
            var message = history[at];
            if (!IsResult(message))
            {
                all.Note(message.Metadata.ToolCalls);
                if (at > index) behind.Note(message.Metadata.ToolCalls);
            }
            else if (at > index && all.Answers(message.Metadata.ToolCallId) && !behind.Answers(message.Metadata.ToolCallId))
            {
                (end, behind) = (at, new());
            }
        }

        return end;
    }

    /// <summary>For each message of a whole history the index of the first message it must not be separated from: its own, or that of the call it
    /// answers; -1 for a result without a call.</summary>
    internal static int[] Starts(IReadOnlyList<SessionMessage> history)
    {
        var (starts, calls) = (new int[history.Count], new OpenCalls());
        for (var index = 0; index < history.Count; index++)
        {
            starts[index] = IsResult(history[index]) ? calls.IndexOf(history[index].Metadata.ToolCallId) : index;
            if (!IsResult(history[index])) calls.Note(history[index].Metadata.ToolCalls, index);
        }

        return starts;
    }

    /// <summary>True for a message that answers a tool call.</summary>
    public static bool IsResult(SessionMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Metadata.ToolCallId is not null || message.Role == "tool";
    }

    /// <summary>The ids of the calls a message makes, where they have any.</summary>
    internal static IReadOnlyList<string> IdsOf(SessionMessage message) => [.. Calls(message.Metadata.ToolCalls).Select(IdOf).OfType<string>()];

    private static List<JsonElement> Calls(JsonElement? toolCalls) => toolCalls is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    private static string? IdOf(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String) return null;
        try
        {
            return id.GetString();
        }
        catch (InvalidOperationException)
        {
            // JSON can spell half a character; no result can name such an id.
            return null;
        }
    }

    /// <summary>The calls seen so far, and what the last message that was no result called.</summary>
    private sealed class OpenCalls
    {
        private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
        private int _lastCall = -1;
        private bool _lastHasIds;

        public void Note(JsonElement? toolCalls, int index = 0)
        {
            var calls = Calls(toolCalls);
            var ids = calls.Select(IdOf).OfType<string>().ToList();
            foreach (var id in ids) _ids[id] = index;
            (_lastCall, _lastHasIds) = (calls.Count > 0 ? index : -1, ids.Count > 0);
        }

        public bool Answers(string? id) => IndexOf(id) >= 0;

        /// <summary>Where the call that a result with this id answers was noted; -1 when there is none.</summary>
        public int IndexOf(string? id)
        {
            if (id is not null && _ids.TryGetValue(id, out var index)) return index;
            return id is null || !_lastHasIds ? _lastCall : -1;
        }
    }
}
