namespace Bots.HostUnderTest.Leaks;

/// <summary>Random interleavings of turns, timeouts, stops, crashes and restarts over the real pipeline: nothing of one user may ever be seen
/// in another's prompt, preview, reply or history.</summary>
/// <remarks>A step lets exactly one of the waiting operations go on, or makes something new happen. Chance decides by the seed; what the
/// threads of the pipeline do between two gates they decide themselves, so a seed describes a run but does not repeat it to the letter.</remarks>
public static class LeakRun
{
    private const int StepsPerEpisode = 20_000;

    /// <summary>Runs so many steps.</summary>
    /// <param name="steps">Scheduling steps, spread over episodes with a store of their own.</param>
    /// <param name="seed">Chance.</param>
    /// <param name="mixes">True to let the model tell one user what another said, which the run must find.</param>
    /// <param name="progress">Told after every episode.</param>
    public static async Task<LeakReport> RunAsync(long steps, int seed, bool mixes = false, Action<LeakReport>? progress = null)
    {
        var report = new LeakReport();
        for (var episode = 0; report.Steps < steps; episode++)
        {
            await new LeakEpisode(report, seed + episode, mixes).RunAsync((int)Math.Min(StepsPerEpisode, steps - report.Steps));
            progress?.Invoke(report);
        }

        return report;
    }
}
