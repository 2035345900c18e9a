using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>A thread is a conversation of its own, and is answered in its place.</summary>
[PlatformGroup(Offers.Threads)]
public abstract class ThreadsContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task What_is_said_in_a_thread_is_answered_there_and_remembered_there_alone()
    {
        var (ann, group) = (await Platform.JoinAsync("Ann"), Platform.Group());
        var (one, other) = (Platform.Thread(group), Platform.Thread(group));

        await AskInGroupAsync(one, ann, "rhubarb");
        await AskInGroupAsync(other, ann, "what was it");
        await AskInGroupAsync(one, ann, "what was it again");

        Assert.Equal((2, 1), (FinalsIn(one).Length, FinalsIn(other).Length));
        Assert.DoesNotContain("rhubarb", ScriptedAgent.All(Agent.Asked[1]), StringComparison.Ordinal);
        Assert.Contains("rhubarb", ScriptedAgent.All(Agent.Asked[2]), StringComparison.Ordinal);
        Assert.Equal(4, (await HistoryAsync($"{SessionOf(ann)}_chat_{one.Chat}_thread_{one.Thread}")).Length);
    }
}
