using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>A reply that was written is delivered, whatever happens on the way.</summary>
[PlatformGroup]
public abstract class DeliveryContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task A_reply_to_somebody_out_of_reach_waits_and_comes_with_their_next_message()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var pause = Agent.Pause("while I am away");
        await Platform.SayAsync(room, ann, "while I am away");
        await pause.BegunAsync();
        await Platform.LeaveAsync(room);
        pause.GoOn();
        await SettledAsync(hurry: true);

        Assert.Empty(FinalsIn(room));
        await Platform.ReturnAsync(room);
        await Platform.SayAsync(room, ann, "here I am");
        await AnsweredAsync(room, "while I am away", hurry: true);
        await AnsweredAsync(room, "here I am");

        Assert.Equal(2, Platform.SeenIn(room).Count);
    }

    [Promise]
    public async Task A_reply_whose_receipt_was_lost_stands_there_whole_and_once()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        Platform.LoseNextReceipt();

        await Platform.SayAsync(room, ann, "hello");
        await AnsweredAsync(room, "hello", hurry: true);
        await SettledAsync(hurry: true);

        Assert.Equal(["heard: hello"], FinalsIn(room));
    }

    [Promise]
    public async Task A_restart_in_the_middle_of_an_answer_answers_once()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var pause = Agent.Pause("hello");
        await Platform.SayAsync(room, ann, "hello");
        await pause.BegunAsync();

        await RestartAsync(() =>
        {
            Agent.Forget("hello");
            return Task.CompletedTask;
        });
        await AnsweredAsync(room, "hello", hurry: true);
        await AskAsync(room, ann, "still there");

        Assert.Equal(["heard: hello", "heard: still there"], FinalsIn(room));
        Assert.Equal(["hello", "heard: hello", "still there", "heard: still there"], await HistoryAsync(SessionOf(ann)));
    }

    [Promise]
    public async Task What_is_said_while_the_host_is_away_is_answered_when_it_is_back_and_the_past_is_remembered()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        await AskAsync(room, ann, "before");
        var saying = Task.CompletedTask;

        await RestartAsync(() =>
        {
            saying = Platform.SayAsync(room, ann, "meanwhile");
            return Task.CompletedTask;
        });
        await saying;
        await AnsweredAsync(room, "meanwhile", hurry: true);

        Assert.Equal(["heard: before", "heard: meanwhile"], FinalsIn(room));
        Assert.Contains(Agent.Asked[^1].History, static message => message.Content == "before");
    }
}
