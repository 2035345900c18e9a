using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>Where a repeated send is recognised, a person never sees anything twice.</summary>
[PlatformGroup(Offers.IdempotentSends)]
public abstract class IdempotentSendsContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task After_lost_receipts_nothing_stands_there_but_the_answers()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        Platform.LoseNextReceipt();
        await Platform.SayAsync(room, ann, "one");
        await AnsweredAsync(room, "one", hurry: true);
        await SettledAsync(hurry: true);

        Platform.LoseNextReceipt();
        await Platform.SayAsync(room, ann, "two");
        await AnsweredAsync(room, "two", hurry: true);
        await SettledAsync(hurry: true);

        Assert.Equal(["heard: one", "heard: two"], Platform.SeenIn(room).Select(static seen => seen.Text));
    }
}
