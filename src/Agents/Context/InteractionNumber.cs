using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>The number of the interaction that comes next, as the history tells it.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Version">The version of the session for which that is certain; null where it is an estimate, or the store counts no versions.</param>
internal readonly record struct InteractionNumber(int Number, long? Version)
{
    private const int AtFirst = 32;
    private const int AtMost = 256;

    /// <summary>Reads as much of the history's end as is needed to be certain.</summary>
    public static async Task<InteractionNumber> ReadAsync(ISessionStore store, string sessionId, CancellationToken cancellationToken)
    {
        // The version comes first: what is read after it may only be newer, and then the write is refused.
        var data = store.Find<ISessionCatalog>() is { } catalog ? await catalog.GetSessionAsync(sessionId, cancellationToken) : null;
        for (var want = AtFirst; ; want *= 8)
        {
            var window = await store.GetWindowAsync(sessionId, new() { MaxMessages = want, Step = 0 }, cancellationToken);
            var (number, isCertain) = After(window, data);
            if (isCertain || want >= AtMost) return new(number, store.Find<ISessionCatalog>() is null ? null : data?.Version ?? 0);
        }
    }

    /// <summary>The number after this end of a history, as certain as it can be told from it.</summary>
    public static InteractionNumber Of(SessionWindow window, SessionData? data) =>
        After(window, data) is (var number, true) && data is not null ? new(number, data.Version) : new(After(window, data).Number, null);

    private static (int Number, bool IsCertain) After(SessionWindow window, SessionData? data)
    {
        var since = 0;
        for (var index = window.Messages.Count - 1; index >= 0; index--)
        {
            if (MessageMarks.InteractionOf(window.Messages[index]) is { } number) return (number + since + 1, true);
            if (WindowLimit.Opens(window.Messages, index)) since++;
        }

        // Messages that others wrote carry no numbers: where not all are at hand, two messages count as one interaction.
        return window.FirstIndex == 0 ? (1 + since, true) : (1 + Math.Max(since, (data?.MessageCount ?? 0) / 2), false);
    }
}
