using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>In a group the buttons below an answer are for whoever asked.</summary>
[PlatformGroup(Offers.Groups | Offers.Buttons)]
public abstract class GroupButtonsContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task A_button_below_an_answer_to_a_pressed_button_is_for_whoever_asked_too()
    {
        var (ann, bob, group) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"), Platform.Group());
        await AskInGroupAsync(group, ann, "plums");
        await CommandAsync(group, ann, "/checkpoint fruit", "Marked as");
        Platform.Press(group, ann, await CommandAsync(group, ann, "/restore", "fruit, after"), "fruit");
        var back = await AnsweredAsync(group, "Back to where");

        Platform.Press(group, bob, back, "Undo this");
        Platform.Press(group, ann, back, "Undo this");
        await UntilAsync(() => FinalsIn(group).Count(static text => text.StartsWith("Back to where", StringComparison.Ordinal)) == 2, static () => "the second way back");
        await SettledAsync();

        Assert.Equal(2, FinalsIn(group).Count(static text => text.StartsWith("Back to where", StringComparison.Ordinal)));
        Assert.DoesNotContain(FinalsIn(group), static text => text.StartsWith("There is no place", StringComparison.Ordinal));
    }

    private async Task<Seen> CommandAsync(Room group, Person person, string command, string answer)
    {
        await Platform.SayAsync(group, person, $"{Platform.Mention} {command}");
        return await AnsweredAsync(group, answer);
    }
}
