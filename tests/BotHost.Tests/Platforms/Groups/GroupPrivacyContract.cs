using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>In a group everyone has a conversation of their own, apart from that in private, unless the operator wants otherwise.</summary>
[PlatformGroup(Offers.Groups)]
public abstract class GroupPrivacyContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task Two_people_in_one_group_have_separate_histories()
    {
        var (ann, bob, group) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"), Platform.Group());
        await AskInGroupAsync(group, ann, "rhubarb");

        await AskInGroupAsync(group, bob, "what was it");
        await AskInGroupAsync(group, ann, "and what was mine");

        Assert.DoesNotContain("rhubarb", ScriptedAgent.All(Agent.Asked[1]), StringComparison.Ordinal);
        Assert.Contains("rhubarb", ScriptedAgent.All(Agent.Asked[2]), StringComparison.Ordinal);
        Assert.Equal(4, (await HistoryAsync($"{SessionOf(ann)}_chat_{group.Chat}")).Length);
        Assert.Equal(2, (await HistoryAsync($"{SessionOf(bob)}_chat_{group.Chat}")).Length);
    }

    [Promise]
    public async Task What_was_told_in_private_is_not_told_in_a_group_and_the_other_way_round()
    {
        var (ann, group) = (await Platform.JoinAsync("Ann"), Platform.Group());
        await AskAsync(Platform.Private(ann), ann, "My favourite word is rhubarb");

        await AskInGroupAsync(group, ann, "my other word is quince");
        await AskAsync(Platform.Private(ann), ann, "What are my words");

        Assert.DoesNotContain("rhubarb", ScriptedAgent.All(Agent.Asked[1]), StringComparison.Ordinal);
        Assert.DoesNotContain("quince", ScriptedAgent.All(Agent.Asked[2]), StringComparison.Ordinal);
    }

    [Promise]
    public async Task People_in_one_group_do_not_wait_for_each_other()
    {
        var (ann, bob, group) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"), Platform.Group());
        var pause = Agent.Pause("slow");
        await Platform.SayAsync(group, ann, $"{Platform.Mention} slow");
        await pause.BegunAsync();

        await AskInGroupAsync(group, bob, "quick");

        Assert.Single(FinalsIn(group));
        pause.GoOn();
        await AnsweredAsync(group, "slow");
    }
}
