using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>Answers keep the order of the messages, and nobody waits for somebody else.</summary>
[PlatformGroup]
public abstract class OrderContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task Answers_come_in_the_order_of_the_messages_even_when_the_first_is_slow()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var pause = Agent.Pause("first");
        foreach (var text in new[] { "the first", "the second", "the third" }) await Platform.SayAsync(room, ann, text);
        await pause.BegunAsync();

        Assert.Empty(FinalsIn(room));
        pause.GoOn();
        await AnsweredAsync(room, "the third");

        Assert.Equal(["heard: the first", "heard: the second", "heard: the third"], FinalsIn(room));
    }

    [Promise]
    public async Task Nobody_waits_for_somebody_else()
    {
        var (ann, bob) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"));
        var pause = Agent.Pause("slow");
        await Platform.SayAsync(Platform.Private(ann), ann, "slow");
        await pause.BegunAsync();

        await AskAsync(Platform.Private(bob), bob, "quick");

        Assert.Empty(FinalsIn(Platform.Private(ann)));
        pause.GoOn();
        await AnsweredAsync(Platform.Private(ann), "slow");
    }
}
