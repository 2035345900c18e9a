using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>Where the platform has buttons, they do what they say.</summary>
[PlatformGroup(Offers.Buttons)]
public abstract class ButtonsContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task A_button_does_what_it_says()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        await AskAsync(room, ann, "hello");

        var question = await RunAsync(room, ann, "forget", "for good");
        Platform.Press(room, ann, question, "Erase everything");
        await AnsweredAsync(room, "is erased");

        Assert.Empty(await HistoryAsync(SessionOf(ann)));
    }

    [Promise]
    public async Task The_stop_button_of_a_preview_ends_the_answer()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        Agent.Pause("story", "Once upon a time there was a bot that told a very long story.");
        await Platform.SayAsync(room, ann, "tell me a story");
        Seen? preview = null;
        await UntilAsync(() => (preview = Platform.SeenIn(room).FirstOrDefault(static seen => seen is { IsUnfinished: true, Buttons.Count: > 0 })) is not null, static () => "a preview with its button");

        Platform.Press(room, ann, preview!, preview!.Buttons[0]);
        var final = await AnsweredAsync(room, "Stopped.");

        Assert.Single(Platform.SeenIn(room));
        Assert.Empty(final.Buttons);
    }
}
