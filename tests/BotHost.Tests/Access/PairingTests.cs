using Bots.Adapters;
using Bots.BotHost.Access;
using Bots.BotHost.Stores;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests.Access;

public sealed class PairingTests
{
    private readonly TestClock _clock = new();
    private readonly MemorySessionStore _store;
    private readonly AccessBook _book;
    private readonly Pairing _pairing;

    public PairingTests()
    {
        _store = new(_clock);
        _book = new(DeliveryStores.From(_store)!);
        _pairing = new(_book, new(new() { Pairing = new() { MaxPending = 2 } }, new Dictionary<string, AccessRulebook.Account>()), new(), _clock);
    }

    [Fact]
    public async Task The_code_is_kept_as_a_hash_only()
    {
        var draft = await AskAsync("1", entry: 1);

        var code = AccessScene.CodeOf(draft!);
        var values = await _store.Require<ISessionState>().ListStateAsync(StateScope.App);
        Assert.NotEmpty(values);
        Assert.DoesNotContain(values.Values, value => value.Value.ToString()!.Contains(OneTimeCode.Read(code)!, StringComparison.Ordinal));
        Assert.True(OneTimeCode.Matches(OneTimeCode.Read(code)!, Assert.Single(await _pairing.WaitingAsync("fake")).CodeHash));
    }

    [Fact]
    public async Task The_message_that_asked_gets_its_code_however_often_a_crash_repeats_it_and_the_newest_code_counts()
    {
        var first = AccessScene.CodeOf((await AskAsync("1", entry: 1))!);
        var again = AccessScene.CodeOf((await AskAsync("1", entry: 1))!);

        Assert.Null(await AskAsync("1", entry: 2));
        var hash = Assert.Single(await _pairing.WaitingAsync("fake")).CodeHash;
        Assert.True(OneTimeCode.Matches(OneTimeCode.Read(again)!, hash));
        Assert.False(OneTimeCode.Matches(OneTimeCode.Read(first)!, hash));
    }

    [Fact]
    public async Task Requests_are_bounded_and_make_room_when_they_are_over()
    {
        await AskAsync("1", 1);
        await AskAsync("2", 2);

        Assert.Contains("too many are waiting", await AskAsync("3", 3), StringComparison.Ordinal);
        Assert.Null(await AskAsync("3", 4));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await _pairing.WaitingAsync("fake"));
        Assert.Contains("Your code is", await AskAsync("3", 5), StringComparison.Ordinal);
        Assert.Single(await _book.RequestsAsync("fake"));
    }

    [Fact]
    public async Task Whoever_is_turned_down_asks_again_only_when_the_time_is_over_and_takes_nobodys_place()
    {
        await AskAsync("1", 1);
        Assert.True(await _pairing.DenyAsync("fake", "fake_1"));
        Assert.False(await _pairing.DenyAsync("fake", "fake_1"));

        Assert.Null(await AskAsync("1", 2));
        Assert.Contains("Your code is", await AskAsync("2", 3), StringComparison.Ordinal);
        Assert.Contains("Your code is", await AskAsync("3", 4), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Contains("Your code is", await AskAsync("1", 5), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_come_at_once_do_not_pass_the_bound()
    {
        var drafts = await Task.WhenAll(Enumerable.Range(1, 20).Select(user => Task.Run(() => AskAsync($"{user}", user))));

        Assert.Equal(2, drafts.Count(static draft => draft!.Contains("Your code is", StringComparison.Ordinal)));
        Assert.Equal(2, (await _book.RequestsAsync("fake")).Count);
    }

    [Fact]
    public async Task A_name_cannot_be_more_than_plain_text_to_the_owner()
    {
        var message = Some.Message("hi", "1") with { SenderName = "`[free](http://evil.example)` **Boss**" };
        var owner = new BotOwner("fake_9") { Place = new("9", "bot_fake_9") };

        var notice = Assert.Single((await _pairing.RequestAsync(message, 1, owner, default)).Notices);

        Assert.Contains("`'[free](http://evil.example)' **Boss**` (`fake_1`)", notice.Reply.Markdown, StringComparison.Ordinal);
        Assert.Equal("9", notice.To.Address.ChatId);
    }

    [Fact]
    public void Who_was_told_is_forgotten_in_the_order_of_telling()
    {
        var told = new ToldOnce(most: 2);

        Assert.True(told.IsToTell("b", "1", 1) && told.IsToTell("b", "2", 2) && told.IsToTell("b", "2", 2));
        Assert.False(told.IsToTell("b", "1", 3));
        Assert.True(told.IsToTell("b", "3", 4));
        Assert.False(told.IsToTell("b", "2", 5));
        Assert.True(told.IsToTell("b", "1", 6));
    }

    [Theory]
    [InlineData("K7QM-2XPA", "K7QM2XPA")]
    [InlineData(" k7qm2xpa ", "K7QM2XPA")]
    [InlineData("K7QM2XP", null)]
    [InlineData("K7QM2XP0", null)]
    [InlineData("", null)]
    public void A_code_is_read_as_people_type_it(string typed, string? code) => Assert.Equal(code, OneTimeCode.Read(typed));

    private async Task<string?> AskAsync(string user, long entry) => (await _pairing.RequestAsync(Some.Message("hi", user), entry, null, default)).Reply?.Markdown;
}
