using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>A person can end the answer that is being written to them.</summary>
[PlatformGroup]
public abstract class StopContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    private const string Beginning = "Once upon a time there was a bot that told a very long story.";

    [Promise]
    public async Task Stop_overtakes_everything_that_waits_and_ends_the_running_answer()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var pause = Agent.Pause("story", Beginning);
        await Platform.SayAsync(room, ann, "tell me a story");
        await Platform.SayAsync(room, ann, "and then");
        await pause.BegunAsync();

        await Platform.RunAsync(room, ann, "stop");
        await AnsweredAsync(room, "and then");

        Assert.Equal(2, FinalsIn(room).Length);
        Assert.StartsWith(Beginning, FinalsIn(room)[0], StringComparison.Ordinal);
        Assert.Contains("Stopped.", FinalsIn(room)[0], StringComparison.Ordinal);
        Assert.Equal(["and then", "heard: and then"], await HistoryAsync(SessionOf(ann)));
    }

    [Promise]
    public async Task A_question_whose_answer_was_stopped_is_the_one_that_retry_asks_again()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        await Platform.SayAsync(room, ann, "two and two");
        await AnsweredAsync(room, "two and two");
        var pause = Agent.Pause("story", Beginning);
        await Platform.SayAsync(room, ann, "tell me a story");
        await pause.BegunAsync();
        await Platform.RunAsync(room, ann, "stop");
        await AnsweredAsync(room, "Stopped.");
        Agent.Forget("story");

        await Platform.RunAsync(room, ann, "retry");
        await AnsweredAsync(room, "heard: tell me a story");

        Assert.Equal(["two and two", "heard: two and two", "tell me a story", "heard: tell me a story"], await HistoryAsync(SessionOf(ann)));
    }

    [Promise]
    public async Task Stop_ends_nobody_elses_answer()
    {
        var (ann, bob) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"));
        var pause = Agent.Pause("story", Beginning, " The end.");
        await Platform.SayAsync(Platform.Private(ann), ann, "tell me a story");
        await pause.BegunAsync();

        await RunAsync(Platform.Private(bob), bob, "stop", "No answer is being written right now.");
        pause.GoOn();

        Assert.Equal($"{Beginning} The end.", (await AnsweredAsync(Platform.Private(ann), "The end.")).Text);
    }
}
