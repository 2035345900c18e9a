using System.Text.Json;

namespace Bots.Sessions.Json.Documents;

/// <summary>Erases the oldest messages of a document, where an operator asked for that.</summary>
internal static class MessageTrimming
{
    /// <summary>The document with at most <paramref name="max"/> messages, cut between groups. The newest group stays whole even when it is longer.
    /// A summary that another program put in front stands for what it removed: it stays in front and is not counted.</summary>
    public static SessionDocument Trim(SessionDocument document, int max)
    {
        var messages = document.Window(null);
        var summaries = First(messages);
        if (messages.Count - summaries <= max) return document;
        var start = messages.Count - Math.Max(1, MessageGroups.Window(messages, max).Count);
        while (start > summaries && SplitsGroup(messages, start)) start--;
        return new DocumentEdit(document).Messages(index => index < summaries || index >= start, []).Build();
    }

    /// <summary>The index of the first message that may be trimmed.</summary>
    public static int First(IReadOnlyList<SessionMessage> messages) => IsSummary(messages[0]) ? 1 : 0;

    /// <summary>True for what another program put in the place of messages it removed.</summary>
    public static bool IsSummary(SessionMessage message) =>
        message.Metadata.Values.TryGetValue("compaction", out var compaction) && compaction.ValueKind is not (JsonValueKind.Null or JsonValueKind.False);

    private static bool SplitsGroup(IReadOnlyList<SessionMessage> messages, int start)
    {
        IReadOnlyList<SessionMessage> rest = [.. messages.Skip(start)];
        return MessageGroups.Whole(rest).Count < rest.Count;
    }
}
