using Bots.HostUnderTest.Crash;

namespace Bots.BotHost.Tests;

/// <summary>Hosts die (SIGKILL) at the steps where the most is under way. <c>bench -- crash-matrix</c> lets them die at every step there is.</summary>
public sealed class CrashPointTests
{
    [Theory]
    [InlineData("sqlite", "telegram", true, "telegram got sendMessage", "telegram did sendMessage", "before chunk 3 of the model", "after ITurnLog.WriteTurnAsync", "telegram did editMessageText")]
    [InlineData("json", "telegram", false, "after IInbox.AcceptAsync", "before ITurnLog.WriteTurnAsync", "telegram did sendMessage", "after IOutbox.UpdateAsync(PreviewShown)", "before IOutbox.UpdateAsync(Delivered)")]
    [InlineData("json", "discord", true, "before IInbox.AcceptAsync", "discord did POST /channels/{channel_id}/messages", "before ITurnLog.WriteTurnAsync", "after IOutbox.PendingAsync")]
    [InlineData("sqlite", "discord", false, "before IDiscordResumeStore.SaveAsync", "after ITurnLog.WriteTurnAsync", "discord got POST /channels/{channel_id}/messages", "before IOutbox.UpdateAsync(Delivered)")]
    public async Task Whatever_a_dying_host_leaves_the_next_one_loses_nothing_and_answers_nothing_twice(string store, string platform, bool streamed, params string[] steps)
    {
        var plan = new CrashPlan(store, platform, streamed, CrashMoment.Turn);

        var report = await CrashMatrix.RunAsync(plan, [.. steps.Select(static step => new CrashPoint(step, 1))]);

        Assert.Empty(report.Problems);
        Assert.All(report.Outcomes, outcome => Assert.Equal((true, 0, 0, 0), (outcome.Died, outcome.Lost, outcome.Twice, outcome.Disordered)));
        Assert.True(report.MostStrays <= plan.StraysAllowed, $"{report.MostStrays} stray previews at once");
    }

    [Fact]
    public async Task A_host_that_dies_again_while_it_makes_good_loses_nothing_either()
    {
        var plan = new CrashPlan("sqlite", "telegram", Streamed: true, CrashMoment.Recovery);

        var report = await CrashMatrix.RunAsync(plan, [new("after IInbox.ClaimAsync", 1), new("telegram did editMessageText", 1), new("after ITurnLog.WriteTurnAsync", 1)]);

        Assert.Empty(report.Problems);
        Assert.Equal((3, 0, 0, 0), (report.Kills, report.Lost, report.Twice, report.Disordered));
    }
}
