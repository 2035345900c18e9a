using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Bots.Adapters;
using Bots.Agents;
using Bots.BotHost.Access;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests.Access;

/// <summary>Who is answered, over the real pipeline.</summary>
public sealed partial class AccessTests : IDisposable
{
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly RecordingLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Without_any_setting_everyone_is_answered()
    {
        await using var host = await StartAsync();

        Assert.Equal("echo: hi", await host.SayAsync("hi", "7"));
    }

    [Fact]
    public async Task A_stranger_is_told_once_and_neither_model_nor_history_sees_a_word()
    {
        await using var host = await StartAsync(new() { Unknown = UnknownUsers.Deny });

        Assert.Contains("`fake_7`", await host.SayAsync("let me in", "7"), StringComparison.Ordinal);
        await SilentAsync(host, Some.Message("please", "7"));
        await SilentAsync(host, Some.Message("/whoami", "7"));
        Assert.Contains("`fake_8`", await host.SayAsync("me too", "8"), StringComparison.Ordinal);

        Assert.Empty(_asked);
        Assert.False(await host.Store.SessionExistsAsync("bot_fake_7"));
        Assert.Empty(await host.Store.Require<IInbox>().ListAsync(InboxState.Open));
    }

    [Fact]
    public async Task Whether_somebody_is_answered_can_be_asked_without_saying_anything()
    {
        await using var host = await StartAsync(new() { Allow = new() { Users = ["fake_1"] }, Block = new() { Users = ["fake_2"] } });
        var gate = host.Get<AccessGate>();

        Assert.True(await gate.IsAdmittedAsync(Some.Message("hi", "1")));
        Assert.False(await gate.IsAdmittedAsync(Some.Message("hi", "2")));
        Assert.False(await gate.IsAdmittedAsync(Some.Message("hi", "3")));
        Assert.Empty(host.Adapter.Delivered);
    }

    [Fact]
    public async Task An_allow_list_lets_its_people_in_and_nobody_else()
    {
        await using var host = await StartAsync(new() { Allow = new() { Users = ["fake_1"] } });

        Assert.Equal("echo: hi", await host.SayAsync("hi", "1"));
        Assert.Contains("I do not know you", await host.SayAsync("hi", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_beats_a_permission_and_is_silent()
    {
        await using var host = await StartAsync(new() { Allow = new() { Users = ["fake_1"], Chats = ["fake_-5"] }, Block = new() { Users = ["fake_1"] } });

        await SilentAsync(host, Some.Message("hi", "1"));
        await SilentAsync(host, InGroup("hi", "1"));
        Assert.Equal("echo: hi", await SayAsync(host, InGroup("hi", "2")));
        Assert.Equal(["hi"], _asked);
    }

    [Fact]
    public async Task In_a_group_nobody_knows_only_known_people_are_answered_and_the_others_hear_nothing()
    {
        await using var host = await StartAsync(new() { Unknown = UnknownUsers.Pair, Allow = new() { Users = ["fake_1"] } });

        await SilentAsync(host, InGroup("hello?", "2"));
        Assert.Equal("echo: hi", await SayAsync(host, InGroup("hi", "1")));
        Assert.Empty(await host.Get<Pairing>().WaitingAsync("fake"));
    }

    [Fact]
    public async Task Of_a_shared_conversation_only_the_messages_of_those_who_may_write_are_answered()
    {
        var busy = new TaskCompletionSource();
        var agent = Some.Agent((request, _) => ReplyAsync(request));
        await using var host = await TestHost.StartAsync(agent, configure: static turns => turns.WhileBusy = BusyMode.Merge, access: new() { Allow = new() { Users = ["fake_1", "fake_3"] } });
        await host.Adapter.Sink!.AcceptAsync([Shared("first", "1")], default);
        await Eventually.TrueAsync(() => !_asked.IsEmpty, "the first turn runs");

        await host.Adapter.Sink.AcceptAsync([Shared("second", "1"), Shared("secret plan", "2"), Shared("third", "3"), Shared("another secret", "2")], default);
        busy.SetResult();
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "two answers");

        Assert.Equal(["first", "second\n\nthird"], _asked);
        Assert.DoesNotContain(await host.Store.GetChatHistoryAsync("bot_fake_chat_-5"), static message => message.Content.Contains("secret", StringComparison.Ordinal));
        Assert.Empty(await host.Store.Require<IInbox>().ListAsync(InboxState.Open));

        async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request)
        {
            _asked.Enqueue(request.Prompt);
            await busy.Task;
            yield return "answer";
        }
    }

    [Fact]
    public async Task A_platform_that_waits_for_an_answer_gets_one_instead_of_silence()
    {
        await using var host = await StartAsync(new() { Block = new() { Users = ["fake_1"] } });
        var command = Some.Message("/help", "1") with { GuildId = "9" };

        Assert.Equal("I do not answer you here.", await SayAsync(host, command with { Address = command.Address with { ReplyToken = "token" } }));
    }

    [Theory]
    [InlineData("/owner")]
    [InlineData("/start")]
    public async Task Whoever_types_the_code_of_the_log_owns_the_bot_and_the_code_is_used_up(string command)
    {
        await using var host = await StartAsync(new() { Unknown = UnknownUsers.Deny });
        var code = CodeOf(Assert.Single(Invitations()));

        Assert.Contains("yours now", await host.SayAsync($"{command} {code.ToLowerInvariant()}", "7"), StringComparison.Ordinal);
        Assert.Equal("echo: hi", await host.SayAsync("hi", "7"));
        Assert.Contains("I do not know you", await host.SayAsync($"/owner {code}", "8"), StringComparison.Ordinal);
        await host.SayAsync("/access allow", "7");
        Assert.DoesNotContain("yours", await host.SayAsync($"/owner {code}", "9"), StringComparison.Ordinal);

        Assert.Equal("fake_7", (await host.Get<AccessBook>().OwnerAsync("fake"))!.User);
        Assert.Single(_logs.Lines, line => line.Text.Contains(code, StringComparison.Ordinal));
        Assert.DoesNotContain(await host.Store.GetChatHistoryAsync("bot_fake_7"), message => message.Content.Contains(code, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(await host.Store.Require<IInbox>().ListAsync(InboxState.Done), entry => entry.Message.Payload.Contains(code, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["hi"], _asked);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("json")]
    [InlineData("five methods")]
    public async Task Every_store_knows_the_owner_and_the_decisions_after_a_restart(string kind)
    {
        using var folder = new HostUnderTest.TempFolder();
        var (store, delivery) = (Store(kind, folder.Path), kind == "five methods" ? Stores.DeliveryStores.Paired(new Samples.FortyLineSessionStore(), new MemorySessionStore()) : null);
        await using (var host = await StartAsync(store: store, delivery: delivery))
        {
            await host.SayAsync($"/owner {CodeOf(Invitations()[0])}", "1");
            await host.SayAsync("/access pair", "1");
            await host.SayAsync("/access block fake_66", "1");
            await host.SayAsync("/access approve 2", "1");
        }

        await using var next = await StartAsync(store: kind is "memory" or "five methods" ? store : Store(kind, folder.Path), delivery: delivery);
        Assert.Single(Invitations());
        Assert.Contains("approved: `fake_2`", await next.SayAsync("/access", "1"), StringComparison.Ordinal);
        Assert.Equal("echo: hi", await next.SayAsync("hi", "2"));
        await SilentAsync(next, Some.Message("hi", "66"));
        await next.SayAsync("hi", "5", replies: 2);
        Assert.Contains("Your code is", LastTo(next, "5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_code_claims_nothing_and_after_five_of_them_the_right_one_is_not_looked_at_either()
    {
        await using var host = await StartAsync();
        var code = CodeOf(Invitations()[0]);

        for (var attempt = 0; attempt < 5; attempt++) Assert.Contains("not the code", await host.SayAsync("/owner AAAA-AAAA", "7"), StringComparison.Ordinal);
        Assert.Contains("too often", await host.SayAsync($"/owner {code}", "7"), StringComparison.Ordinal);

        Assert.Null(await host.Get<AccessBook>().OwnerAsync("fake"));
        Assert.Contains("yours now", await host.SayAsync($"/owner {code}", "8"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_pressed_after_somebody_decided_elsewhere_changes_nothing_and_says_so()
    {
        await using var host = await StartAsync();
        await host.SayAsync($"/owner {CodeOf(Invitations()[0])}", "1");
        await host.SayAsync("/access pair", "1");
        await host.SayAsync("hi", "2", replies: 2);
        await host.Get<Pairing>().DecideAsync("fake", "fake_2", Standing.Blocked);
        var before = host.Adapter.Delivered.Count;

        await host.Adapter.Sink!.AcceptAsync([Some.Message("/access approve fake_2", "1") with { Press = new(null) }], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > before, "an answer");

        Assert.Contains("decided already: `fake_2` was blocked", LastTo(host, "1"), StringComparison.Ordinal);
        Assert.Equal(Standing.Blocked, (await host.Get<AccessBook>().DecisionAsync("fake", "fake_2"))!.Is);
        Assert.Contains("may write now", await host.SayAsync("/access approve fake_2", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_writes_right_after_an_approval_on_the_command_line_is_answered_and_not_told_of_it()
    {
        var clock = new TestClock();
        await using var host = await StartAsync(new() { Unknown = UnknownUsers.Pair }, new MemorySessionStore(clock), time: clock);
        foreach (var user in new[] { "2", "3" })
        {
            await host.Get<AccessBook>().DecideAsync("fake", $"fake_{user}", new(Standing.Approved, clock.GetUtcNow()));
            await host.Get<AccessBook>().ChangeUntoldAsync("fake", known => [.. known, new($"fake_{user}", new(user, $"bot_fake_{user}"))]);
        }

        Assert.Equal("echo: hi", await host.SayAsync("hi", "2"));
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(ApprovalNews.Interval);
                return host.Adapter.Delivered.Any(static reply => reply.Chat == "3");
            },
            "the news");

        Assert.StartsWith("You may write to me now.", LastTo(host, "3"), StringComparison.Ordinal);
        Assert.Equal("echo: hi", Assert.Single(host.Adapter.Delivered, static reply => reply.Chat == "2").Text);
    }

    [Fact]
    public void A_code_that_many_guess_at_is_withdrawn()
    {
        var claims = new OwnerClaims(new TestClock());
        var code = claims.Open("fake");

        for (var guess = 0; guess < 50; guess++) Assert.Equal(ClaimCheck.Wrong, claims.Check("fake", $"fake_{guess / 4}", "AAAA-AAAA"));

        Assert.Equal(ClaimCheck.Over, claims.Check("fake", "fake_99", code));
    }

    [Fact]
    public async Task After_an_hour_the_code_is_over()
    {
        var clock = new TestClock();
        await using var host = await StartAsync(time: clock, store: new MemorySessionStore(clock));
        clock.Advance(OwnerClaims.Lifetime);

        Assert.Contains("Restart the host", await host.SayAsync($"/owner {CodeOf(Invitations()[0])}", "7"), StringComparison.Ordinal);
        Assert.Null(await host.Get<AccessBook>().OwnerAsync("fake"));
    }

    [Fact]
    public async Task The_owner_chooses_in_the_chat_who_else_may_write_and_is_never_shut_out()
    {
        await using var host = await StartAsync(new() { Block = new() { Users = ["fake_1"] } });
        await SilentAsync(host, Some.Message("hi", "1"));
        await ClaimAsync(host, "2");
        Assert.Equal(["/access pair", "/access deny", "/access allow"], host.Adapter.Buttons);

        Assert.Equal("echo: hi", await host.SayAsync("hi", "3"));
        await host.SayAsync("/access deny", "2");
        Assert.Contains("I do not know you", await host.SayAsync("hi", "3"), StringComparison.Ordinal);
        await host.SayAsync("/access block fake_2", "2");
        Assert.Equal("echo: still mine", await host.SayAsync("still mine", "2"));
    }

    [Fact]
    public async Task Nobody_but_the_owner_has_the_owners_command()
    {
        await using var host = await StartAsync();
        await ClaimAsync(host, "2");

        Assert.Contains("I do not know `/access`", await host.SayAsync("/access allow", "3"), StringComparison.Ordinal);
        Assert.DoesNotContain("/access", await host.SayAsync("/help", "3"), StringComparison.Ordinal);
        Assert.Contains("/access", await host.SayAsync("/help", "2"), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Adapter.Menus.Where(static menu => menu.ChatId is null).SelectMany(static menu => menu.Commands), static command => command.Name is "access" or "owner");
    }

    private static InboundMessage InGroup(string text, string user) => Some.Message(text, user) with { Address = new("-5"), IsGroup = true };

    private static InboundMessage Shared(string text, string user) => InGroup(text, user) with { SessionKey = "bot_fake_chat_-5", IsShared = true };

    private static ISessionStore Store(string kind, string folder) => kind switch
    {
        "sqlite" => new SqliteSessionStore(new SqliteSessionOptions { Path = Path.Combine(folder, "a.db") }),
        "json" => new JsonSessionStore(new JsonSessionOptions { Directory = folder }),
        _ => new MemorySessionStore(),
    };

    private static string LastTo(TestHost host, string chat) => host.Adapter.Delivered.Last(reply => reply.Chat == chat).Text;

    private static string CodeOf(string text) => Code().Match(text).Value;

    private static async Task<string> SayAsync(TestHost host, InboundMessage message)
    {
        var before = host.Adapter.Delivered.Count;
        await host.Adapter.Sink!.AcceptAsync([message], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > before, $"a reply to \"{message.Text}\"");
        return host.Adapter.Delivered.Last().Text;
    }

    private static async Task SilentAsync(TestHost host, InboundMessage message)
    {
        var before = host.Adapter.Delivered.Count;
        await host.Adapter.Sink!.AcceptAsync([message], default);
        await Eventually.TrueAsync(() => host.Get<TurnQueue>().Lanes == 0, "the turn is over");
        Assert.Equal(before, host.Adapter.Delivered.Count);
        Assert.Empty(await host.Get<Stores.DeliveryStores>().Outbox.PendingAsync(host.Get<HostIdentity>().Owner));
    }

    private async Task ClaimAsync(TestHost host, string user) => Assert.Contains("yours now", await host.SayAsync($"/owner {CodeOf(Invitations()[^1])}", user), StringComparison.Ordinal);

    private IReadOnlyList<string> Invitations() => [.. _logs.Of(LogLevel.Information).Where(static line => line.Contains("belongs to nobody", StringComparison.Ordinal))];

    private Task<TestHost> StartAsync(AccessOptions? access = null, ISessionStore? store = null, Stores.DeliveryStores? delivery = null, TimeProvider? time = null) => TestHost.StartAsync(
        Some.Agent((request, _) =>
        {
            _asked.Enqueue(request.Prompt);
            return Some.Pieces("echo: ", request.Prompt);
        }),
        store,
        delivery: delivery,
        time: time,
        logs: _logs,
        access: access);

    [GeneratedRegex("[A-Z0-9]{4}-[A-Z0-9]{4}")]
    private static partial Regex Code();
}
