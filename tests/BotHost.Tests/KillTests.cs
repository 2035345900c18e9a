using Bots.HostUnderTest;

namespace Bots.BotHost.Tests;

public sealed class KillTests
{
    [Theory]
    [InlineData("sqlite")]
    public async Task A_host_killed_again_and_again_answers_every_accepted_message_once(string store)
    {
        var report = await KillRun.WebAsync(store, kills: 8, users: 4, seed: 1);

        Assert.Equal(8, report.Kills);
        Assert.True(report.Messages > 8, $"only {report.Messages} messages were accepted: the run proves nothing");
    }
}
