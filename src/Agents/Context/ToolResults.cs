using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>Shortens huge tool results of earlier interactions for one request; the history keeps them whole.</summary>
internal static class ToolResults
{
    public static IReadOnlyList<SessionMessage> Prune(IReadOnlyList<SessionMessage> messages, int longest)
    {
        if (!messages.Any(message => IsTooLong(message, longest))) return messages;
        var newest = messages.Count - 1;
        while (newest > 0 && !WindowLimit.Opens(messages, newest)) newest--;
        return [.. messages.Select((message, index) => index < newest && IsTooLong(message, longest) ? message with { Content = Shortened(message.Content, longest) } : message)];
    }

    /// <summary>The same for every result, those of the newest interaction too.</summary>
    public static IReadOnlyList<SessionMessage> PruneAll(IReadOnlyList<SessionMessage> messages, int longest) =>
        [.. messages.Select(message => IsTooLong(message, longest) ? message with { Content = Shortened(message.Content, longest) } : message)];

    private static bool IsTooLong(SessionMessage message, int longest) => message.Content.Length > longest && MessageGroups.IsResult(message);

    // The beginning says what it is and the end how it came out.
    public static string Shortened(string text, int longest)
    {
        var (head, tail) = (longest * 3 / 4, longest / 4);
        if (head > 0 && char.IsHighSurrogate(text[head - 1])) head--;
        if (tail > 0 && char.IsLowSurrogate(text[^tail])) tail--;
        return $"{text.AsSpan(0, head)}\n[{text.Length - head - tail} characters of this result are not shown any more]\n{text.AsSpan(text.Length - tail)}";
    }
}
