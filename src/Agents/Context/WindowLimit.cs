using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>How much of a history an agent is shown, and when what lies before it is summarised.</summary>
internal sealed record WindowLimit(int? Messages, int Interactions, int? Tokens, int KeepTokens)
{
    private const double Full = 0.8;

    // What a summary is made of at once where the window is not one of tokens.
    private const int UsualBite = 32_000;

    // More than any history holds, and few enough to be multiplied.
    private const int MostInteractions = 10_000_000;

    private bool CanKeepSummaries { get; init; }

    public static WindowLimit For(ContextSource source, ContextOptions options) => new(
        source.HistoryMessages ?? (source.Options is null ? (source.Agent as IContextWish)?.HistoryMessages : null),
        Math.Clamp(options.Interactions, 1, MostInteractions), options.Tokens, options.KeepTokens)
    {
        CanKeepSummaries = CanSummarise(source, options) && source.Speaker is null,
    };

    /// <summary>True when the agent's model summarises what is not shown.</summary>
    public static bool CanSummarise(ContextSource source, ContextOptions options) => options.Summarize && Compaction.SummarizerOf(source.Agent) is not null;

    /// <summary>True when summaries are kept: of the main conversation alone, and not with a window of exactly so many messages.</summary>
    public bool KeepsSummaries => CanKeepSummaries && Messages is null;

    /// <summary>True when the history holds all that this window and its summary need to see.</summary>
    public bool IsCoveredBy(IReadOnlyList<SessionMessage> own)
    {
        if (Messages is not null) return true;
        return Tokens is { } most ? own.Take(StartOfNewest(own, 1)).Sum(static message => (long)TokenEstimate.Of(message)) >= most : Count(own) >= 2 * Interactions;
    }

    /// <summary>True when so many of the newest tokens of a history (see <see cref="WindowRequest.Step"/>) are all that this window shows.</summary>
    public bool IsMadeOf(SessionWindow window, int own) => !KeepsSummaries && own == window.Messages.Count && Count(window.Messages) > 0;

    /// <summary>How many tokens are summarised at once, where there is more than one interaction.</summary>
    public int Bite => Tokens ?? UsualBite;

    /// <summary>The messages that are shown.</summary>
    public IReadOnlyList<SessionMessage> Cut(IReadOnlyList<SessionMessage> own)
    {
        if (Messages is not null) return MessageGroups.Window(own, Messages);
        return Tokens is { } most ? NewestThatFit(own, most) : [.. own.Skip(StartOfNewest(own, Interactions))];
    }

    /// <summary>How many of the oldest messages it is time to summarise; 0 for none.</summary>
    public int Overflow(IReadOnlyList<SessionMessage> own)
    {
        if (Messages is not null) return 0;
        if (Tokens is not { } most) return Count(own) >= 2 * Interactions ? StartOfNewest(own, Interactions) : 0;
        if (own.Sum(static message => (long)TokenEstimate.Of(message)) < most * Full) return 0;
        return own.Count - NewestThatFit(own, Math.Min(KeepTokens, most / 2)).Count;
    }

    // The newest group stays even when it alone is too long: without it there is nothing to answer from.
    private static IReadOnlyList<SessionMessage> NewestThatFit(IReadOnlyList<SessionMessage> own, int tokens)
    {
        var start = own.Count;
        for (var left = tokens; start > 0 && (left -= TokenEstimate.Of(own[start - 1])) >= 0; start--) { }

        var whole = MessageGroups.Whole([.. own.Skip(start)]);
        return whole.Count > 0 || own.Count == 0 ? whole : [.. own.Skip(StartOfNewest(own, 1))];
    }

    /// <summary>Where the newer half begins, by tokens, with a prompt of the user; the number of messages when no interaction is that short.</summary>
    internal static int StartOfNewerHalf(IReadOnlyList<SessionMessage> own)
    {
        var (start, left) = (own.Count, own.Sum(TokenEstimate.Of) / 2);
        while (start > 0 && (left -= TokenEstimate.Of(own[start - 1])) >= 0) start--;
        while (start < own.Count && !Opens(own, start)) start++;
        return start;
    }

    private static int Count(IReadOnlyList<SessionMessage> own) => Enumerable.Range(0, own.Count).Count(index => Opens(own, index));

    private static int StartOfNewest(IReadOnlyList<SessionMessage> own, int interactions)
    {
        for (var index = own.Count - 1; index >= 0; index--)
            if (Opens(own, index) && --interactions == 0)
                return index;
        return 0;
    }

    /// <summary>True where an interaction begins: several messages of the user that are answered together are one.</summary>
    internal static bool Opens(IReadOnlyList<SessionMessage> messages, int index) =>
        messages[index].Role == "user" && (index == 0 || messages[index - 1].Role != "user");
}
