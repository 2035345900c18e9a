using Bots.Fakes;
using Bots.Fakes.Telegram;
using static Bots.BotHost.Tests.Access.AccessScene;

namespace Bots.BotHost.Tests.Access;

/// <summary>Who may write, as people on Telegram see it.</summary>
public sealed class TelegramAccessTests : IAsyncLifetime
{
    private const long Owner = 1;
    private const long Bob = 2;
    private const long Carol = 3;

    private FakeTelegram _telegram = null!;
    private AccessScene _scene = null!;

    public async Task InitializeAsync()
    {
        _telegram = await FakeTelegram.StartAsync();
        _scene = AccessScene.Of($"--Bots:telegram:Token={_telegram.Token}", $"--Bots:telegram:BaseUrl={_telegram.BaseUrl}", "--Bots:telegram:ChatMessagesPerSecond=1000", "--Bots:telegram:MessagesPerSecond=1000");
    }

    public async Task DisposeAsync()
    {
        await _scene.DisposeAsync();
        await _telegram.DisposeAsync();
        Assert.Empty(_telegram.Violations);
    }

    [Fact]
    public async Task The_owner_claims_the_bot_chooses_by_button_and_lets_a_stranger_in_by_button()
    {
        await _scene.StartAsync();
        await ClaimAndPairAsync();

        _telegram.UserSays(Bob, "My name is Bob");
        await UntilAsync(() => Last(Bob), "Your code is");
        var code = CodeOf(Last(Bob)!);
        await UntilAsync(() => Last(Owner), "wants to write to me");
        Assert.Contains("User2 (telegram_2)", Last(Owner), StringComparison.Ordinal);
        _telegram.UserSays(Bob, "hello?");
        await _scene.SettledAsync(4);
        Assert.Single(Texts(Bob));

        Press(Owner, "/access approve telegram_2");
        await UntilAsync(() => Last(Bob), "You may write to me now");
        await UntilAsync(() => Last(Owner), "may write now");
        _telegram.UserSays(Bob, "My name is Robert");
        await Eventually.TrueAsync(() => Texts(Bob).Count == 3, "an answer");

        Assert.Contains("Robert", Last(Bob), StringComparison.Ordinal);
        _telegram.UserSays(Carol, "hi");
        await UntilAsync(() => Last(Carol), "Your code is");
        Assert.DoesNotContain(Texts(Carol), text => text.Contains(code, StringComparison.Ordinal));
        Assert.DoesNotContain(_scene.Logs.Lines, line => line.Text.Contains(code, StringComparison.Ordinal));
        var history = await _scene.ExportAsync("telegram_2");
        Assert.Contains("My name is Robert", history, StringComparison.Ordinal);
        Assert.DoesNotContain("My name is Bob", history, StringComparison.Ordinal);
        Assert.DoesNotContain(code, history, StringComparison.Ordinal);
        Assert.Equal(0, _telegram.UnansweredPresses);
    }

    [Fact]
    public async Task The_owner_alone_is_shown_the_owners_commands()
    {
        await _scene.GiveAsync("telegram", new($"telegram_{Owner}") { Place = new($"{Owner}", $"bot_telegram_{Owner}") });

        await _scene.StartAsync();
        await Eventually.TrueAsync(() => _telegram.Menus.Count(static menu => menu.Key.StartsWith($"chat {Owner}/", StringComparison.Ordinal)) == 5, "menus of the owner");

        Assert.Contains("access", _telegram.Menus[$"chat {Owner}/de"].Split(' '));
        Assert.DoesNotContain(_telegram.Menus, static menu => !menu.Key.StartsWith("chat", StringComparison.Ordinal) && menu.Value.Split(' ').Contains("access"));
    }

    [Fact]
    public async Task An_approval_on_the_command_line_holds_for_the_next_message_and_the_person_is_told()
    {
        await _scene.StartAsync("--Access:Unknown=pair");
        _telegram.UserSays(Bob, "let me in");
        await UntilAsync(() => Last(Bob), "Please ask whoever runs me");
        var code = CodeOf(Last(Bob)!);

        Assert.Contains("waiting   telegram_2", (await _scene.RunAsync("pairing", "list")).Said, StringComparison.Ordinal);
        Assert.DoesNotContain(code, (await _scene.RunAsync("pairing", "list")).Said, StringComparison.Ordinal);
        Assert.Equal(2, (await _scene.RunAsync("pairing", "approve", "AAAA-AAAA")).Code);
        Assert.Equal(0, (await _scene.RunAsync("pairing", "approve", code.ToLowerInvariant())).Code);
        await Eventually.TrueAsync(() => Texts(Bob).Any(static text => text.Contains("You may write to me now", StringComparison.Ordinal)), "the news");
        _telegram.UserSays(Bob, "My name is Bob");
        await Eventually.TrueAsync(() => Texts(Bob).Any(static text => text.Contains("Bob", StringComparison.Ordinal)), "the answer");
        Assert.Contains("approved  telegram_2", (await _scene.RunAsync("pairing", "list")).Said, StringComparison.Ordinal);
        await _scene.RunAsync("pairing", "revoke", "telegram_2");
        _telegram.UserSays(Bob, "still there?");
        await UntilAsync(() => Last(Bob), "Your code is");
        Assert.NotEqual(code, CodeOf(Last(Bob)!));
    }

    [Fact]
    public async Task A_restart_keeps_owner_approvals_blocks_and_requests()
    {
        await _scene.StartAsync();
        await ClaimAndPairAsync();
        await _scene.RunAsync("pairing", "approve", "telegram_2");
        _telegram.UserSays(Carol, "hi");
        await UntilAsync(() => Last(Owner), "wants to write");
        Press(Owner, "/access block telegram_3");
        await UntilAsync(() => Last(Owner), "is blocked");
        _telegram.UserSays(4, "and me?");
        await UntilAsync(() => Last(4), "Your code is");
        await _scene.StopAsync();
        var invitations = _scene.Logs.Lines.Count(static line => line.Text.Contains("belongs to nobody", StringComparison.Ordinal));

        await _scene.StartAsync();
        _telegram.UserSays(Bob, "My name is Bob");
        await UntilAsync(() => Last(Bob), "Bob");
        _telegram.UserSays(Carol, "please");
        _telegram.UserSays(4, "well?");
        await _scene.SettledAsync(8);

        Assert.Equal((1, 1, 1), (invitations, Texts(Carol).Count, Texts(4).Count));
        Assert.Equal(1, _scene.Logs.Lines.Count(static line => line.Text.Contains("belongs to nobody", StringComparison.Ordinal)));
        Assert.Contains("telegram_1 since", (await _scene.RunAsync("owner", "show")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_strangers_fills_nothing_and_bothers_the_owner_no_more_than_allowed()
    {
        await _scene.StartAsync();
        await ClaimAndPairAsync();
        var before = Texts(Owner).Count;

        for (var user = 100; user < 130; user++) _telegram.UserSays(user, "let me in");
        await _scene.SettledAsync(32);

        Assert.Equal(before + 3, Texts(Owner).Count);
        Assert.Equal(3, Enumerable.Range(100, 30).Count(user => Last(user)!.Contains("Your code is", StringComparison.Ordinal)));
        Assert.Equal(27, Enumerable.Range(100, 30).Count(user => Last(user)!.Contains("too many are waiting", StringComparison.Ordinal)));
        Assert.Equal(30, Enumerable.Range(100, 30).Select(user => Texts(user).Count).Sum());
    }

    [Fact]
    public async Task Who_writes_too_fast_is_told_once_and_the_owner_and_stop_go_through()
    {
        await _scene.StartAsync("--Access:RateLimit:MessagesPerMinute=1", "--Access:RateLimit:Burst=2");
        _telegram.UserSays(Owner, $"/owner {_scene.OwnerCode}");
        await UntilAsync(() => Last(Owner), "yours now");

        for (var number = 0; number < 6; number++) _telegram.UserSays(Bob, $"My number is {number}");
        await UntilAsync(() => string.Join('\n', Texts(Bob)), "more than I take at once: 1 message a minute");
        await Eventually.TrueAsync(() => Texts(Bob).Count == 3, "two answers and the notice");
        _telegram.UserSays(Bob, "/stop");
        await UntilAsync(() => string.Join('\n', Texts(Bob)), "No answer is being written");
        for (var number = 0; number < 6; number++) _telegram.UserSays(Owner, $"My number is {number}");
        await _scene.SettledAsync(14);

        Assert.Equal(4, Texts(Bob).Count);
        Assert.Equal(7, Texts(Owner).Count);
        var history = await _scene.ExportAsync("telegram_2");
        Assert.Contains("number is 1", history, StringComparison.Ordinal);
        Assert.DoesNotContain("number is 2", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_group_that_is_not_allowed_the_bot_stays_silent_and_bots_are_ignored_everywhere()
    {
        const long group = -1_000_000_000_777;
        await _scene.StartAsync("--Access:Allow:Users=telegram_1");
        _telegram.Standing(group, Bob, "member");

        _telegram.Says(Owner, 9, "I am a bot", from: new(9, "Other", "other_bot", IsBot: true));
        _telegram.Says(group, 9, "@test_bot I am a bot", from: new(9, "Other", "other_bot", IsBot: true));
        _telegram.Says(group, Bob, "@test_bot hello");
        _telegram.Says(group, Owner, "@test_bot My name is Alice");
        await UntilAsync(() => Last(group), "Alice");
        await _scene.SettledAsync(2);

        Assert.Single(Texts(group));
        Assert.Empty(Texts(Owner));
    }

    private async Task ClaimAndPairAsync()
    {
        _telegram.UserSays(Owner, $"/start {_scene.OwnerCode}");
        await UntilAsync(() => Last(Owner), "This bot is yours now");
        Press(Owner, "/access pair");
        await UntilAsync(() => Last(Owner), "I ask you");
    }

    private void Press(long user, string data) => _telegram.Presses(user, user, _telegram.Chat(user).BotMessages.Last(message => message.Current.Markup?.Contains($"\"{data}\"", StringComparison.Ordinal) == true).Id, data);

    private List<string> Texts(long chat) => [.. _telegram.Chat(chat).BotMessages.Where(message => message.From.Id == _telegram.Bot.Id).Select(static message => message.Text).Where(static text => !text.EndsWith('…'))];

    private string? Last(long chat) => Texts(chat).LastOrDefault();
}
