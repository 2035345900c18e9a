using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>The same commands everywhere, run the way the platform has for them.</summary>
[PlatformGroup]
public abstract class CommandsContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task Help_lists_the_commands_and_the_model_hears_nothing_of_it()
    {
        var ann = await Platform.JoinAsync("Ann");

        var help = await RunAsync(Platform.Private(ann), ann, "help", "/new");

        foreach (var command in new[] { "/help", "/stop", "/whoami", "/export", "/forget", "/history" }) Assert.Contains(command, help.Text, StringComparison.Ordinal);
        Assert.Empty(Agent.Asked);
        Assert.False(await Stores.Sessions.SessionExistsAsync(SessionOf(ann)));
    }

    [Promise]
    public async Task Whoami_tells_the_person_and_the_conversation()
    {
        var ann = await Platform.JoinAsync("Ann");

        var answer = await RunAsync(Platform.Private(ann), ann, "whoami", ann.Id);

        Assert.Contains(SessionOf(ann), answer.Text, StringComparison.Ordinal);
    }

    [Promise]
    public async Task New_begins_a_conversation_that_knows_nothing_of_the_last()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        await AskAsync(room, ann, "we talk about plums");

        await RunAsync(room, ann, "new", "A new conversation begins here");
        await AskAsync(room, ann, "what did we talk about");

        Assert.Empty(Agent.Asked[1].History);
        Assert.Equal(["we talk about plums", "heard: we talk about plums"], await HistoryAsync(SessionOf(ann)));
    }

    [Promise]
    public async Task Export_hands_over_the_conversation_as_a_file()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        await AskAsync(room, ann, "we talk about plums");

        await Platform.RunAsync(room, ann, "export");
        await UntilAsync(() => Platform.SeenIn(room).Any(static seen => seen.File is not null), static () => "the file");

        Assert.Contains("we talk about plums", Platform.SeenIn(room).Single(static seen => seen.File is not null).File, StringComparison.Ordinal);
    }

    [Promise]
    public async Task Forget_asks_first_and_says_what_to_type()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        await AskAsync(room, ann, "hello");

        await RunAsync(room, ann, "forget", "/forget yes");

        Assert.Equal(2, (await HistoryAsync(SessionOf(ann))).Length);
    }

    [Promise]
    public async Task A_command_that_does_not_exist_is_told_and_a_path_is_no_command()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);

        await Platform.SayAsync(room, ann, "/dance");
        await AnsweredAsync(room, "I do not know");
        await AskAsync(room, ann, "/etc/passwd");

        Assert.Equal(["/etc/passwd"], Agent.Prompts);
    }
}
