using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>A platform that refuses for a while gets the reply again, and shows it once.</summary>
[PlatformGroup(Offers.Refusals)]
public abstract class RefusalsContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public Task A_reply_that_an_outage_kept_back_comes_later_and_once() => ComesLaterAsync(Refusal.Outage);

    [Promise]
    public Task A_reply_that_came_too_fast_comes_later_and_once() => ComesLaterAsync(Refusal.TooFast);

    [Promise]
    public async Task No_later_reply_overtakes_one_that_was_refused()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        Platform.RefuseNext(Refusal.Outage);

        await Platform.SayAsync(room, ann, "one");
        await Platform.SayAsync(room, ann, "two");
        await AnsweredAsync(room, "two", hurry: true);

        Assert.Equal(["heard: one", "heard: two"], Platform.SeenIn(room).Select(static seen => seen.Text));
    }

    private async Task ComesLaterAsync(Refusal refusal)
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        Platform.RefuseNext(refusal);

        await Platform.SayAsync(room, ann, "hello");
        await AnsweredAsync(room, "hello", hurry: true);
        await SettledAsync(hurry: true);

        Assert.Equal(["heard: hello"], Platform.SeenIn(room).Select(static seen => seen.Text));
        Assert.Single(Agent.Asked);
    }
}
