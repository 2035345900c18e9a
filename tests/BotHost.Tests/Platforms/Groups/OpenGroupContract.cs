using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>By option everything that people say in a group is answered.</summary>
[PlatformGroup(Offers.Groups)]
public abstract class OpenGroupContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    protected override IReadOnlyList<string> Settings => Platform.WithoutMention;

    [Promise]
    public async Task Nobody_has_to_mention_the_bot()
    {
        var (ann, bot, group) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Parrot", isBot: true), Platform.Group());

        await Platform.SayAsync(group, bot, "hello from a bot");
        await AskAsync(group, ann, "hello everyone");
        await SettledAsync();

        Assert.Equal(["hello everyone"], Agent.Prompts);
        Assert.Equal(["heard: hello everyone"], FinalsIn(group));
    }
}
