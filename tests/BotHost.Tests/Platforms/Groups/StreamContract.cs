using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>An answer is seen while it grows, visibly unfinished, and ends as one message.</summary>
[PlatformGroup]
public abstract class StreamContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    private const string Beginning = "It begins with a sentence that is long enough to be shown.";

    [Promise]
    public async Task What_is_written_so_far_appears_before_the_end_and_becomes_the_answer()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var pause = Agent.Pause("long", Beginning, " And it ends.");
        await Platform.SayAsync(room, ann, "a long one");

        await UntilAsync(() => Platform.SeenIn(room) is [{ IsUnfinished: true } growing] && growing.Text.Contains(Beginning, StringComparison.Ordinal), static () => "the beginning");
        pause.GoOn();
        var final = await AnsweredAsync(room, "And it ends.");

        Assert.Equal($"{Beginning} And it ends.", final.Text);
        Assert.Equal([final.Text], Platform.SeenIn(room).Select(static seen => seen.Text));
        Assert.Empty(final.Buttons);
    }

    [Promise]
    public async Task A_preview_that_a_restart_left_becomes_the_answer()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        Agent.Pause("long", Beginning);
        await Platform.SayAsync(room, ann, "a long one");
        await UntilAsync(() => Platform.SeenIn(room) is [{ IsUnfinished: true }], static () => "the beginning");

        await RestartAsync(() =>
        {
            Agent.Forget("long");
            return Task.CompletedTask;
        });
        await AnsweredAsync(room, "a long one", hurry: true);

        Assert.Equal(["heard: a long one"], Platform.SeenIn(room).Select(static seen => seen.Text));
    }
}
