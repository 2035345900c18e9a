namespace Bots.Sessions.Memory;

/// <content>Summaries: each holds as long as the place it ends at is part of the history.</content>
internal sealed partial class MemorySession
{
    private readonly List<(SessionSummary Shown, MemoryHistory Last)> _summaries = [];

    /// <summary>Those that hold, by first and then last message.</summary>
    public IEnumerable<SessionSummary> Summaries =>
        _summaries.Where(Holds).Select(static summary => summary.Shown).OrderBy(static summary => summary.FromIndex).ThenBy(static summary => summary.ToIndex);

    /// <summary>Keeps a summary; false when it is not one of the present messages.</summary>
    public bool Keep(SessionSummary summary, DateTimeOffset at)
    {
        if (summary.FromIndex < 0 || summary.ToIndex < summary.FromIndex || summary.ToIndex >= Count) return false;
        var last = MemoryHistory.First(_history, summary.ToIndex + 1)!;
        var range = MemoryHistory.Newest(last, summary.ToIndex - summary.FromIndex + 1);
        if (SessionSummary.HashOf(range) != summary.SourceHash) return false;
        ForgetSummary(summary.FromIndex, summary.ToIndex);
        _summaries.Add((summary with { Text = MessageText.WellFormed(summary.Text), CreatedAt = at }, last));
        return true;
    }

    public bool ForgetSummary(int from, int to) =>
        _summaries.RemoveAll(summary => summary.Shown.FromIndex == from && summary.Shown.ToIndex == to && Holds(summary)) > 0;

    private bool Holds((SessionSummary Shown, MemoryHistory Last) summary) => MemoryHistory.First(_history, summary.Last.Count) == summary.Last;
}
