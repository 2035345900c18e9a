namespace Bots.Sessions.Conformance.Model;

/// <summary>Model and store in the same words.</summary>
internal static class Said
{
    public static string Messages(IEnumerable<SessionMessage> messages) => string.Join(", ", messages.Select(static message => $"{message.Role} {message.Content}"));

    public static string Window(SessionWindow window) => $"from {window.FirstIndex}: {Messages(window.Messages)}\npinned: {Messages(window.Pinned)}\n";

    public static string Session(
        IEnumerable<SessionMessage> messages, IEnumerable<string> state, IEnumerable<string> places, IEnumerable<string> versions, SessionFamily family) =>
        $"""
        messages: {Messages(messages)}
        state: {string.Join(", ", state)}
        places: {string.Join(", ", places)}
        versions: {string.Join(", ", versions)}
        below {family.ParentId}, forked at {family.ForkedAt}, above {string.Join(", ", family.Children)}
        """;
}
