using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

/// <summary>Parts of one message become one turn, and none of them is lost.</summary>
public sealed class PartTests
{
    [Fact]
    public async Task A_text_that_was_cut_is_answered_once_and_whole()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        await host.Adapter.Sink!.AcceptAsync([Cut(1)], default);
        await host.Adapter.Sink!.AcceptAsync([Cut(2)], default);
        await host.Adapter.Sink!.AcceptAsync([Part(3, "end")], default);
        await Eventually.TrueAsync(() => !host.Adapter.Delivered.IsEmpty, "the answer");

        Assert.Equal("echo: " + new string('x', 8192) + "end", Assert.Single(host.Adapter.Delivered).Text);
        Assert.Equal(2, (await host.Store.GetChatHistoryAsync("bot_fake_1")).Count);
    }

    [Fact]
    public async Task What_does_not_belong_to_it_is_answered_by_itself()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        await host.Adapter.Sink!.AcceptAsync([Cut(1), Part(2, "something else") with { SentAt = DateTimeOffset.UnixEpoch.AddDays(20_000) }], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "two answers");

        Assert.Equal("echo: something else", host.Adapter.Delivered.Last().Text);
    }

    [Theory]
    [InlineData(nameof(BusyMode.Queue))]
    [InlineData(nameof(BusyMode.Merge))]
    [InlineData(nameof(BusyMode.Interrupt))]
    public async Task An_album_is_one_question_in_every_mode(string mode)
    {
        await using var host = await TestHost.StartAsync(Some.Echo(), configure: options => options.WhileBusy = Enum.Parse<BusyMode>(mode));

        foreach (var place in new[] { 1, 2, 3 }) await host.Adapter.Sink!.AcceptAsync([Item(place)], default);
        await Eventually.TrueAsync(() => !host.Adapter.Delivered.IsEmpty, "the answer");

        Assert.Equal("echo: " + string.Join("\n\n", Enumerable.Repeat("[The user sent a photo.] [This model cannot see pictures.]", 3)), Assert.Single(host.Adapter.Delivered).Text);
    }

    [Fact]
    public async Task A_host_that_dies_between_the_parts_loses_none()
    {
        var store = new MemorySessionStore();
        var delivery = DeliveryStores.From(store)!;
        // The first host stored two parts and died before anything else; the third part arrives at the second host.
        await delivery.Inbox.AcceptAsync([Row(Cut(1)), Row(Cut(2))], "a host that is gone");
        await using var host = await TestHost.StartAsync(Some.Echo(), store);
        await host.Adapter.Sink!.AcceptAsync([Part(3, "end")], default);
        await Eventually.TrueAsync(() => !host.Adapter.Delivered.IsEmpty, "the answer");

        var texts = string.Concat(host.Adapter.Delivered.Select(static answer => answer.Text));
        Assert.Contains(new string('x', 8192), texts, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => string.Concat(host.Adapter.Delivered.Select(static answer => answer.Text)).Contains("end", StringComparison.Ordinal), "the last part");
    }

    [Fact]
    public async Task Stop_overtakes_a_message_that_waits_for_its_parts()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.Adapter.Sink!.AcceptAsync([Item(1)], default);

        await host.Adapter.Sink!.AcceptAsync([Some.Message("/stop")], default);

        await Eventually.TrueAsync(() => !host.Adapter.Delivered.IsEmpty, "an answer");
    }

    [Fact]
    public async Task A_chat_that_moved_keeps_its_conversations()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await SayInGroupAsync(host, "-100", "before", 1);

        await host.Adapter.Sink!.NoteAsync(new ChatChange.Moved("fake", "-100", "-200", "bot_fake_chat_-100", "bot_fake_chat_-200"), default);
        await SayInGroupAsync(host, "-200", "after", 2);

        Assert.Equal(["before", "echo: before", "after", "echo: after"], (await host.Store.GetChatHistoryAsync("bot_fake_1_chat_-100")).Select(static message => message.Content));
        Assert.False(await host.Store.SessionExistsAsync("bot_fake_1_chat_-200"));
        // One lane: nothing overtakes what was said before the move.
        Assert.Equal(["-100", "-100"], host.Adapter.Delivered.Select(static reply => reply.Chat));
    }

    [Fact]
    public async Task A_message_that_was_taken_in_before_its_chats_move_was_heard_of_joins_the_conversation()
    {
        var store = new MemorySessionStore();
        await store.Require<Sessions.Delivery.IInbox>().AcceptAsync([Row(InGroup("-200", "early"))], "a host that is gone");
        await store.Require<Sessions.Delivery.ISessionAliases>().SetAsync("bot_fake_chat_-200", "bot_fake_chat_-100");

        await using var host = await TestHost.StartAsync(Some.Echo(), store);
        await Eventually.TrueAsync(() => !host.Adapter.Delivered.IsEmpty, "the answer");

        Assert.Equal(("-100", "echo: early"), host.Adapter.Delivered.Single());
        Assert.Equal(2, (await store.GetChatHistoryAsync("bot_fake_1_chat_-100")).Count);
    }

    [Fact]
    public async Task Parked_replies_of_a_chat_that_moved_go_when_the_bot_is_let_in_again()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.Adapter.Sink!.NoteAsync(new ChatChange.Moved("fake", "-100", "-200", "bot_fake_chat_-100", "bot_fake_chat_-200"), default);
        host.Adapter.Refusals.Enqueue(new Sessions.Delivery.DeliveryOutcome.Parked("The bot was removed."));
        await host.Adapter.Sink!.AcceptAsync([InGroup("-200", "hello")], default);
        await Eventually.TrueAsync(async () => (await host.Get<Stores.DeliveryStores>().Outbox.ListParkedAsync()).Count == 1, "the parked reply");

        await host.Adapter.Sink!.NoteAsync(new ChatChange.Regained("fake", "-200") { ChatKey = "bot_fake_chat_-200" }, default);

        await Eventually.TrueAsync(() => !host.Adapter.Delivered.IsEmpty, "the answer");
    }

    [Theory]
    [InlineData("bot_fake_1_chat_-200", "bot_fake_chat_-200", "bot_fake_1_chat_-100")]
    [InlineData("bot_fake_1_chat_-200_thread_5", "bot_fake_chat_-200", "bot_fake_1_chat_-100_thread_5")]
    [InlineData("bot_fake_chat_-200", "bot_fake_chat_-200", "bot_fake_chat_-100")]
    [InlineData("bot_fake_1_chat_-2001", "bot_fake_chat_-2001", "bot_fake_1_chat_-2001")]
    [InlineData("bot_fake_1", null, "bot_fake_1")]
    public void A_key_names_its_chat_and_can_be_moved(string key, string? chat, string moved)
    {
        Assert.Equal(chat, SessionKey.ChatOf(key));
        Assert.Equal(moved, SessionKey.MoveChat(key, "bot_fake_chat_-200", "bot_fake_chat_-100"));
    }

    [Fact]
    public void A_payload_that_an_earlier_version_stored_is_still_read() => Assert.Equal(
        "hi", InboundPayload.Read("""{"Bot":"fake","DedupeId":"1","SessionKey":"bot_fake_1","UserId":"fake_1","Text":"hi","Address":{"ChatId":"1"}}""")!.Prompt);

    [Fact]
    public async Task A_reaction_is_taken_in_and_not_answered()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        await host.Adapter.Sink!.AcceptAsync([Some.Message("") with { Reaction = new("5", ["👍"]) }], default);

        Assert.Equal("echo: hello", await host.SayAsync("hello"));
        Assert.Single(host.Adapter.Delivered);
    }

    private static async Task SayInGroupAsync(TestHost host, string chat, string text, int answers)
    {
        await host.Adapter.Sink!.AcceptAsync([InGroup(chat, text)], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == answers, "the answer");
    }

    private static InboundMessage InGroup(string chat, string text) =>
        Some.Message(text) with { SessionKey = $"bot_fake_1_chat_{chat}", Address = new(chat), IsGroup = true };

    private static Sessions.Delivery.InboxMessage Row(InboundMessage message) => new(message.Bot, message.DedupeId, message.SessionKey, InboundPayload.Write(message));

    private static InboundMessage Cut(long place) => Part(place, new string('x', 4096)) with { Part = new(place) { IsCut = true } };

    private static InboundMessage Item(long place) => Part(place, "") with { Part = new(place) { Album = "a" }, Attachments = [new(AttachmentKind.Photo, "f")] };

    private static InboundMessage Part(long place, string text) => Some.Message(text) with { Part = new(place), Address = new("1", null, $"{place}") };
}
