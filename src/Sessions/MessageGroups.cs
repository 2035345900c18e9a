using System.Text.Json;

namespace Bots.Sessions;

/// <summary>The rule that every store applies when it cuts a history: a tool call and its results are never separated.</summary>
/// <remarks>A result is a message with <see cref="MessageMetadata.ToolCallId"/> or the role <c>tool</c>. Its call is an earlier message that
/// lists its id, or else the message with tool calls that it follows with only other results between. Whatever stands between a call and its
/// last result belongs to the group.</remarks>
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
        var calls = new HashSet<string>(StringComparer.Ordinal);
        var followsCall = false;
        for (var index = 0; index < newest.Count; index++)
        {
            var message = newest[index];
            if (!IsResult(message)) followsCall = AddCalls(message, calls);
            else if (!followsCall && (message.Metadata.ToolCallId is not { } id || !calls.Contains(id)))
            {
                start = index + 1;
                calls.Clear();
            }
        }

        return start == 0 ? newest : [.. newest.Skip(start)];
    }

    /// <summary>True for a message that answers a tool call.</summary>
    public static bool IsResult(SessionMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Metadata.ToolCallId is not null || message.Role == "tool";
    }

    private static bool AddCalls(SessionMessage message, HashSet<string> calls)
    {
        if (message.Metadata.ToolCalls is not { ValueKind: JsonValueKind.Array } list) return false;
        foreach (var call in list.EnumerateArray())
        {
            if (IdOf(call) is { } id) calls.Add(id);
        }

        return list.GetArrayLength() > 0;
    }

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
}
