using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>In a group the bot speaks when it is spoken to.</summary>
/// <remarks>Silence is told by what came after: one person's messages are answered in their order.</remarks>
[PlatformGroup(Offers.Groups)]
public abstract class GatingContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task Who_mentions_the_bot_is_answered_and_who_does_not_is_not()
    {
        var (ann, group) = (await Platform.JoinAsync("Ann"), Platform.Group());

        await Platform.SayAsync(group, ann, "nothing for the bot");
        await AskInGroupAsync(group, ann, "hello");

        Assert.Equal(["heard: hello"], FinalsIn(group));
        Assert.Equal(["hello"], Agent.Prompts);
        Assert.Empty(FinalsIn(Platform.Private(ann)));
    }

    [Promise]
    public async Task Who_replies_to_the_bot_need_not_mention_it_and_who_replies_to_another_must()
    {
        var (ann, bob, group) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"), Platform.Group());
        var ofBob = await Platform.SayAsync(group, bob, "I like plums");
        var ofBot = await AskInGroupAsync(group, ann, "hello");

        await Platform.SayAsync(group, ann, "so do I", replyTo: ofBob.MessageId);
        await Platform.SayAsync(group, ann, "thank you", replyTo: ofBot.Id);
        await AnsweredAsync(group, "thank you");

        Assert.Equal(2, FinalsIn(group).Length);
        Assert.DoesNotContain(Agent.Prompts, static prompt => prompt.Contains("so do I", StringComparison.Ordinal));
    }

    [Promise]
    public async Task Other_bots_are_ignored_whatever_they_say()
    {
        var (ann, bot, group) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Parrot", isBot: true), Platform.Group());
        var ofBot = await AskInGroupAsync(group, ann, "hello");

        await Platform.SayAsync(group, bot, $"{Platform.Mention} hello");
        await Platform.SayAsync(group, bot, "hello", replyTo: ofBot.Id);
        await AskInGroupAsync(group, ann, "bye");
        await SettledAsync();

        Assert.Equal(["hello", "bye"], Agent.Prompts);
        Assert.Equal(2, FinalsIn(group).Length);
    }
}
