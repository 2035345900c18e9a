using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Gateway;
using Bots.Adapters.Discord.Intake;
using Bots.Adapters.Discord.Interactions;
using Bots.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Adapters.Tests.Discord.Intake;

public sealed class ShardIntakeTests
{
    [Fact]
    public async Task A_first_session_that_began_right_before_the_stop_can_be_resumed()
    {
        var resumes = new MemoryDiscordResumeStore();
        var context = new DiscordContext("discord", new(), new TestClock(), NullLogger.Instance, resumes)
        {
            Messages = null!, Channels = null!, Files = null!, Interactions = null!, Members = null!, Account = null!,
        };
        var intake = new ShardIntake(context, new KeepingSink(), new InteractionResponder(context), 0, static _ => { });
        await intake.LoadAsync(default);
        await intake.AddAsync(new IntakeItem.SessionStarted(new("session", "wss://resume.invalid", 1) { UserId = "7" }) { Sequence = 1 }, default);
        await intake.AddAsync(new IntakeItem.Checkpoint { Sequence = 2 }, default);

        await intake.RunAsync(new(canceled: true));

        var saved = await resumes.LoadAsync("discord", 0, default);
        Assert.Equal(("session", 1), (saved?.SessionId, saved?.Sequence));
    }
}
