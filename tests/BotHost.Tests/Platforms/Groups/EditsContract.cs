using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>Where people can change what they wrote, the bot follows.</summary>
[PlatformGroup(Offers.Edits)]
public abstract class EditsContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task A_changed_question_is_answered_again_when_the_person_wants_it()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var said = await Platform.SayAsync(room, ann, "two and two");
        await AnsweredAsync(room, "two and two");

        await Platform.EditAsync(said, "three and three");
        Seen? offer = null;
        await UntilAsync(() => (offer = Platform.SeenIn(room).FirstOrDefault(static seen => seen.Buttons.Count > 0)) is not null, static () => "an offer to answer again");
        Assert.Equal(["two and two"], Agent.Prompts);
        Platform.Press(room, ann, offer!, offer!.Buttons[0]);
        await AnsweredAsync(room, "three and three");

        Assert.Equal(["three and three", "heard: three and three"], await HistoryAsync(SessionOf(ann)));
    }

    [Promise]
    public async Task A_changed_question_that_was_not_answered_is_answered_now_and_the_one_before_it_stays()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        await Platform.SayAsync(room, ann, "two and two");
        await AnsweredAsync(room, "two and two");
        var pause = Agent.Pause("story");
        var said = await Platform.SayAsync(room, ann, "tell me a story");
        await pause.BegunAsync();
        pause.Fail("The model is away.");
        await AnsweredAsync(room, "The model is away.");

        await Platform.EditAsync(said, "three and three");
        Seen? offer = null;
        await UntilAsync(() => (offer = Platform.SeenIn(room).FirstOrDefault(static seen => seen.Buttons.Count > 0)) is not null, static () => "an offer to answer");
        Platform.Press(room, ann, offer!, offer!.Buttons[0]);
        await AnsweredAsync(room, "heard: three and three");

        Assert.Equal(["two and two", "heard: two and two", "three and three", "heard: three and three"], await HistoryAsync(SessionOf(ann)));
    }
}
