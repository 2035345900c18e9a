namespace Bots.Sessions.Json.Journal;

/// <summary>Decides when the journal is rewritten, so that it stays small and erased text does not stay in it.</summary>
internal sealed class JournalCompaction(TimeProvider time)
{
    private const long SmallFile = 256 * 1_024;
    private const int MostlyDead = 4;
    private static readonly TimeSpan TextStaysFor = TimeSpan.FromMinutes(1);

    private int _generation;
    private DateTimeOffset _since;

    /// <summary>Asks for a compaction with the next step.</summary>
    public bool IsWanted { get; set; } = true;

    /// <summary>Compacts when it is wanted or due. At the start it is wanted: a restart is the best moment.</summary>
    public void RunIfDue(JournalFile file)
    {
        if (_generation != file.Generations) (_generation, _since) = (file.Generations, time.GetUtcNow());
        var wanted = IsWanted && file.HasDeadText;
        IsWanted = false;
        if (!wanted && !IsDue(file)) return;
        file.Compact();
        (_generation, _since) = (file.Generations, time.GetUtcNow());
    }

    private bool IsDue(JournalFile file) =>
        (file.Position > SmallFile && file.Position > MostlyDead * file.CompactLength)
        || (file.HasDeadText && time.GetUtcNow() - _since > TextStaysFor + CostOf(file));

    // A journal with many live entries is rewritten less often: a second for every 100 KB.
    private static TimeSpan CostOf(JournalFile file) => TimeSpan.FromSeconds(file.CompactLength / 100_000d);
}
