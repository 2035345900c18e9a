namespace Bots.Sessions;

/// <summary>The rule by which every window is cut.</summary>
public static class SessionWindows
{
    /// <summary>The end of the session's history that fits, over any store: its own way where it has one, else from the whole history.</summary>
    public static async ValueTask<SessionWindow> GetWindowAsync(
        this ISessionStore store, string sessionId, WindowRequest request, CancellationToken cancellationToken = default) =>
        store.Find<ISessionWindows>() is { } windows
            ? await windows.GetWindowAsync(sessionId, request, cancellationToken)
            : Of(await store.GetChatHistoryAsync(sessionId, null, cancellationToken), request);

    /// <summary>The end of a whole history that fits.</summary>
    public static SessionWindow Of(IReadOnlyList<SessionMessage> history, WindowRequest request)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(request);
        request.Check();
        var start = (int)FirstMessage(history.Count, request);
        if (request.MaxTokens is not null)
        {
            var total = history.Sum(static message => (long)TokenEstimate.Of(message));
            var least = FirstToken(total, request);
            for (var (index, before) = (0, 0L); before < least; before += TokenEstimate.Of(history[index]), index++) start = Math.Max(start, index + 1);
        }

        var messages = MessageGroups.Whole([.. history.Skip(start)]);
        var first = history.Count - messages.Count;
        return new([.. history.Take(first).Where(static message => message.Role == "system")], first, messages);
    }

    /// <summary>The index of the first message that the limit by count lets in, of a history with this many.</summary>
    internal static long FirstMessage(long count, WindowRequest request) => LeftOut(count, request.MaxMessages, request.Step);

    /// <summary>A message is let in by the limit by tokens when at least this many tokens stand before it, of a history with this total.</summary>
    internal static long FirstToken(long total, WindowRequest request) => LeftOut(total, request.MaxTokens, request.Step);

    private static long LeftOut(long total, int? limit, double step)
    {
        if (limit is not { } max || total <= max) return 0;
        var size = Math.Max(1, (long)(max * step));
        return (total - max + size - 1) / size * size;
    }
}
