using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>What somebody tells the bot in private stays between the two, and goes when they say so.</summary>
[PlatformGroup]
public abstract class PrivacyContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task Nobody_is_told_anything_of_somebody_elses_conversation()
    {
        var (ann, bob) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"));
        await AskAsync(Platform.Private(ann), ann, "My favourite word is rhubarb");

        await AskAsync(Platform.Private(bob), bob, "What is my favourite word");
        await AskAsync(Platform.Private(ann), ann, "And what is mine");

        Assert.DoesNotContain("rhubarb", ScriptedAgent.All(Agent.Asked[1]), StringComparison.Ordinal);
        Assert.Contains("rhubarb", ScriptedAgent.All(Agent.Asked[2]), StringComparison.Ordinal);
        Assert.DoesNotContain(Platform.SeenIn(Platform.Private(bob)), static seen => seen.Text.Contains("rhubarb", StringComparison.Ordinal));
    }

    [Promise]
    public async Task Forget_leaves_no_word_of_the_conversation_in_the_data()
    {
        var (ann, bob) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"));
        var room = Platform.Private(ann);
        await AskAsync(room, ann, "My favourite word is rhubarb");
        await AskAsync(Platform.Private(bob), bob, "Mine is quince");
        await SettledAsync();
        Assert.True(DataFolder.Holds(Folder, "rhubarb"));

        await RunAsync(room, ann, "forget", "erased", "yes");
        await SettledAsync();

        Assert.False(DataFolder.Holds(Folder, "rhubarb"));
        Assert.Equal(["Mine is quince", "heard: Mine is quince"], await HistoryAsync(SessionOf(bob)));
    }
}
