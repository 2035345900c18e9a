using Bots.HostUnderTest.Leaks;

namespace Bots.BotHost.Tests;

/// <summary>A part of what <c>bench -- leak</c> does a million times.</summary>
public sealed class LeakTests
{
    [Fact]
    public async Task Whatever_comes_between_nobody_ever_sees_a_word_of_somebody_else()
    {
        var report = await LeakRun.RunAsync(steps: 40_000, seed: 11);

        Assert.Empty(report.Problems);
        Assert.True(
            report is { Turns: > 1_000, Replies: > 1_000, Timeouts: > 10, Stops: > 10, Crashes: > 50, Restarts: > 10 },
            $"The run proves little: {report.Turns} turns, {report.Replies} replies, {report.Timeouts} timeouts, {report.Stops} stops, {report.Crashes} crashes, {report.Restarts} restarts");
    }

    [Fact]
    public async Task A_model_that_mixes_users_is_found_out()
    {
        var report = await LeakRun.RunAsync(steps: 2_000, seed: 12, mixes: true);

        Assert.Contains(report.Problems, static problem => problem.Contains("holds a secret of user", StringComparison.Ordinal));
    }
}
