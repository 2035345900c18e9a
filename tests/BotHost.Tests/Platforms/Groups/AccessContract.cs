using Bots.BotHost.Access;
using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>The operator and the owner say who is answered. Nothing of the others reaches the model or the history.</summary>
[PlatformGroup]
public abstract class AccessContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task Who_is_blocked_is_not_answered_and_others_are()
    {
        var (ann, bob) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"));
        await ConfigureAsync($"Access:Block:Users={bob.Id}");

        await Platform.SayAsync(Platform.Private(bob), bob, "hello");
        await AskAsync(Platform.Private(ann), ann, "good morning");
        await AssertSilentAsync(bob, "hello");

        Assert.Equal(["good morning"], Agent.Prompts);
        Assert.Empty(FinalsIn(Platform.Private(bob)));
    }

    [Promise]
    public async Task Where_there_is_an_allow_list_its_people_are_answered_and_others_are_told_once()
    {
        var (ann, bob) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"));
        await ConfigureAsync($"Access:Allow:Users={ann.Number}");

        await AskAsync(Platform.Private(ann), ann, "good morning");
        await Platform.SayAsync(Platform.Private(bob), bob, "let me in");
        await AnsweredAsync(Platform.Private(bob), bob.Id);
        await AssertSilentAsync(bob, "please");

        Assert.Equal(["good morning"], Agent.Prompts);
        Assert.Single(FinalsIn(Platform.Private(bob)));
        Assert.False(await Stores.Sessions.SessionExistsAsync(SessionOf(bob)));
    }

    [Promise]
    public async Task The_owner_is_asked_about_strangers_and_lets_them_in()
    {
        var (ann, bob) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"));
        await ConfigureAsync("Access:Unknown=pair");
        await Platform.SayAsync(Platform.Private(ann), ann, $"/owner {Host.Get<OwnerClaims>().Open(Platform.Platform)}");
        await AnsweredAsync(Platform.Private(ann), "is yours now");

        await Platform.SayAsync(Platform.Private(bob), bob, "let me in");
        await AnsweredAsync(Platform.Private(bob), "Your code is");
        var request = await AnsweredAsync(Platform.Private(ann), "wants to write to me");
        await ApproveAsync(ann, bob, request);
        await AnsweredAsync(Platform.Private(bob), "You may write to me now");
        await AskAsync(Platform.Private(bob), bob, "thank you");

        Assert.Equal(["thank you"], Agent.Prompts);
    }

    [Promise]
    public async Task Who_writes_too_much_is_told_once_and_answered_again_later()
    {
        var (ann, bob) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"));
        var room = Platform.Private(ann);
        await ConfigureAsync("Access:RateLimit:MessagesPerMinute=6", "Access:RateLimit:Burst=2");

        await AskAsync(room, ann, "one");
        await AskAsync(room, ann, "two");
        await Platform.SayAsync(room, ann, "three");
        await AnsweredAsync(room, "more than I take at once");
        await AssertSilentAsync(ann, "four");
        await AskAsync(Platform.Private(bob), bob, "good morning");
        Pass(TimeSpan.FromMinutes(1));
        await AskAsync(room, ann, "five");

        Assert.Equal(["one", "two", "good morning", "five"], Agent.Prompts);
        Assert.Equal(4, FinalsIn(room).Length);
    }

    private async Task ApproveAsync(Person owner, Person stranger, Seen request)
    {
        if (Platform.Offers.HasFlag(Offers.Buttons)) Platform.Press(Platform.Private(owner), owner, request, "Approve");
        else await Platform.SayAsync(Platform.Private(owner), owner, $"/access approve {stranger.Id}");
    }

    /// <summary>Says something as somebody who is not answered, and waits until the host has dealt with it.</summary>
    private async Task AssertSilentAsync(Person person, string text)
    {
        await SettledAsync();
        var before = FinalsIn(Platform.Private(person)).Length;
        var done = (await Stores.Inbox.ListAsync(Sessions.Delivery.InboxState.Done)).Count;
        await Platform.SayAsync(Platform.Private(person), person, text);
        for (var end = Environment.TickCount64 + 30_000; (await Stores.Inbox.ListAsync(Sessions.Delivery.InboxState.Done)).Count <= done;)
        {
            Assert.True(Environment.TickCount64 < end, "dealt with");
            await Task.Delay(10);
        }

        await SettledAsync();
        Assert.Equal(before, FinalsIn(Platform.Private(person)).Length);
    }
}
