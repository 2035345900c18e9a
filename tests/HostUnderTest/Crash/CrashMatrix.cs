namespace Bots.HostUnderTest.Crash;

/// <summary>Records the steps of a plan once, and then lets one host die at each of them.</summary>
public static class CrashMatrix
{
    // A conversation of some length, but not so long that a page no longer shows all of it.
    private const int DeathsPerRun = 40;

    /// <summary>Walks through a plan, point after point.</summary>
    /// <param name="plan">The row of the matrix.</param>
    /// <param name="progress">Told of every death.</param>
    public static async Task<CrashReport> RunAsync(CrashPlan plan, Action<CrashOutcome>? progress = null)
    {
        await using var recording = await CrashRun.StartAsync(plan);
        return await RunAsync(plan, await recording.RecordAsync(), progress);
    }

    /// <summary>Lets hosts die at these points only.</summary>
    public static async Task<CrashReport> RunAsync(CrashPlan plan, IReadOnlyList<CrashPoint> points, Action<CrashOutcome>? progress = null)
    {
        List<CrashOutcome> outcomes = [];
        List<string> problems = [];
        foreach (var some in points.Chunk(DeathsPerRun))
        {
            await using var run = await CrashRun.StartAsync(plan);
            foreach (var point in some)
            {
                outcomes.Add(await DieAsync(run, point));
                progress?.Invoke(outcomes[^1]);
            }

            problems.AddRange(await run.EndAsync());
        }

        return new(plan, points.Count, outcomes, problems);
    }

    /// <summary>Steps that race with others are not taken every time: such a point gets a second and a third chance.</summary>
    private static async Task<CrashOutcome> DieAsync(CrashRun run, CrashPoint point)
    {
        var outcome = await run.DieAsync(point);
        for (var chance = 2; chance <= 3 && !outcome.Died && outcome is { Lost: 0, Twice: 0 }; chance++) outcome = await run.DieAsync(point);
        return outcome;
    }
}
