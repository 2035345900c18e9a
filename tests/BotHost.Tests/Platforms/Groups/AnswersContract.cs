using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>Whoever writes to the bot in private is answered, once.</summary>
[PlatformGroup]
public abstract class AnswersContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task In_private_every_message_is_answered_and_remembered()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);

        await AskAsync(room, ann, "hello");
        await AskAsync(room, ann, "how are you");

        Assert.Equal(["heard: hello", "heard: how are you"], FinalsIn(room));
        Assert.Equal(["hello", "heard: hello", "how are you", "heard: how are you"], await HistoryAsync(SessionOf(ann)));
    }

    [Promise]
    public async Task The_session_is_named_by_platform_and_person_alone()
    {
        var ann = await Platform.JoinAsync("Ann");

        await AskAsync(Platform.Private(ann), ann, "hello");

        Assert.Equal($"{Platform.Platform}_{ann.Number}", ann.Id);
        Assert.True(await Stores.Sessions.SessionExistsAsync($"bot_{Platform.Platform}_{ann.Number}"));
    }

    [Promise]
    public async Task A_message_that_the_platform_delivers_twice_is_answered_once()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var said = await Platform.SayAsync(room, ann, "hello");
        await AnsweredAsync(room, "hello");

        await Platform.RepeatAsync(said);
        await Platform.SayAsync(room, ann, "and again");
        await AnsweredAsync(room, "and again", hurry: true);

        Assert.Equal(["heard: hello", "heard: and again"], FinalsIn(room));
        Assert.Equal(["hello", "and again"], Agent.Prompts);
    }

    [Promise]
    public async Task While_the_model_thinks_the_person_sees_that_an_answer_is_on_its_way()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var pause = Agent.Pause("think");

        await Platform.SayAsync(room, ann, "think");
        await UntilAsync(() => Platform.TypingIn(room) > 0, static () => "typing");
        Assert.Empty(FinalsIn(room));
        pause.GoOn();

        await AnsweredAsync(room, "think");
    }

    [Promise]
    public async Task A_model_that_fails_is_told_in_one_sentence_and_the_next_message_is_answered()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var pause = Agent.Pause("break", "This is the beginning of an answer that nobody will ever read to its end.");
        await Platform.SayAsync(room, ann, "break");
        await UntilAsync(() => Platform.SeenIn(room).Any(static seen => seen.IsUnfinished), static () => "a preview");

        pause.Fail("The model is away.");
        await AnsweredAsync(room, "The model is away.");
        await AskAsync(room, ann, "and now");

        Assert.Equal(2, Platform.SeenIn(room).Count);
        Assert.DoesNotContain(Platform.SeenIn(room), static seen => seen.Text.Contains("beginning", StringComparison.Ordinal));
        Assert.Equal(["and now", "heard: and now"], await HistoryAsync(SessionOf(ann)));
    }
}
