using Bots.Adapters;
using Bots.Adapters.Telegram;
using Bots.Adapters.Telegram.Replies;
using Bots.Adapters.Rendering;
using Bots.Fakes;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Telegram;

public sealed class TelegramButtonTests
{
    private static readonly Reply Choice = new("Which one?") { Buttons = [[new("First", "/pick 1"), new("Second", "/pick 2")], [new("None", "/pick 0")]] };

    [Fact]
    public async Task Buttons_are_shown_and_a_press_says_their_data()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        bed.Run();
        await bed.DeliverAsync(bed.Entry(Choice));
        var shown = bed.Fake.Chat(7).BotMessages[0];

        bed.Fake.Presses(7, 7, shown.Id, "/pick 2");
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1, "the press");

        var press = bed.Sink.Messages[0];
        Assert.Equal(("/pick 2", "bot_telegram_7", "telegram_7", $"7/{shown.Id}"), (press.Text, press.SessionKey, press.UserId, press.Press!.Receipt));
        await Eventually.TrueAsync(() => bed.Fake.UnansweredPresses == 0, "the end of the waiting sign");
    }

    [Fact]
    public async Task A_press_is_answered_only_after_it_is_stored()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        await bed.DeliverAsync(bed.Entry(Choice));
        bed.Sink.Failure = new Bots.Sessions.SessionStoreException("The disk is full.");
        bed.Run();
        await Eventually.TrueAsync(() => bed.Fake.CallsOf("getUpdates").Count > 0, "the first poll");
        bed.Fake.Presses(7, 7, bed.Fake.Chat(7).BotMessages[0].Id, "/pick 1");

        await bed.AdvanceUntilAsync(() => bed.Sink.Batches >= 3, "several attempts");

        Assert.Equal(1, bed.Fake.UnansweredPresses);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2_000)]
    public async Task In_a_group_buttons_are_for_whoever_asked(int paragraphs)
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();
        await Eventually.TrueAsync(() => bed.Sink.Health == AdapterHealth.Up, "the bot");
        bed.Fake.Says(-100, 7, "/pick@test_bot");
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1, "the question");
        foreach (var message in bed.Adapter.Render(bed.Sink.Messages[0], Choice with { Markdown = string.Join("\n\n", Enumerable.Repeat("Which one?", paragraphs)) }))
            await bed.DeliverAsync(new(bed.Fake.Calls.Count, message));
        var shown = bed.Fake.Chat(-100).BotMessages[^1];

        bed.Fake.Presses(-100, 8, shown.Id, shown.DataOf("Second"));
        bed.Fake.Presses(-100, 7, shown.Id, shown.DataOf("First"));
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 2 && bed.Fake.UnansweredPresses == 0, "the presses");

        Assert.Equal(("/pick 1", "telegram_7"), (bed.Sink.Messages[1].Text, bed.Sink.Messages[1].UserId));
        Assert.Equal(["These buttons are for User7.", ""], bed.Fake.PressAnswers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_a_group_buttons_that_quote_nobody_are_for_whoever_asked_too_unless_the_conversation_is_shared(bool isShared)
    {
        await using var bed = await TelegramBed.StartAsync(options => options.Scope = isShared ? TelegramScope.Chat : TelegramScope.User);
        bed.Run();
        await Eventually.TrueAsync(() => bed.Sink.Health == AdapterHealth.Up, "the bot");
        bed.Fake.Chat(-100);
        var press = TelegramBed.Message() with { Address = new("-100", MessageId: "5"), IsGroup = true, IsShared = isShared, Press = new("-100/5") };
        await bed.DeliverAsync(bed.Entry(Choice, press));
        var shown = bed.Fake.Chat(-100).BotMessages[^1];

        bed.Fake.Presses(-100, 8, shown.Id, shown.DataOf("Second"));
        bed.Fake.Presses(-100, 7, shown.Id, shown.DataOf("First"));
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == (isShared ? 2 : 1) && bed.Fake.UnansweredPresses == 0, "the presses");

        Assert.Equal(("/pick 1", "telegram_7"), (bed.Sink.Messages[^1].Text, bed.Sink.Messages[^1].UserId));
        Assert.Equal(isShared ? ["", ""] : ["These buttons are for somebody else.", ""], bed.Fake.PressAnswers);
    }

    [Fact]
    public async Task In_a_group_only_whoever_asked_can_stop_the_answer()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();
        await Eventually.TrueAsync(() => bed.Sink.Health == AdapterHealth.Up, "the bot");
        bed.Fake.Chat(-100);
        await using var stream = bed.Adapter.OpenReply(TelegramBed.Message() with { Address = new("-100", MessageId: "5"), IsGroup = true, Press = new("-100/5") }, null, static (_, _) => default);
        stream.Append("A long story that begins like this and goes on for a while.");
        await bed.AdvanceUntilAsync(() => bed.Fake.Chat(-100).BotMessages.Count == 1, "the preview");
        var shown = bed.Fake.Chat(-100).BotMessages[0];

        bed.Fake.Presses(-100, 8, shown.Id, shown.DataOf("Stop"));
        bed.Fake.Presses(-100, 7, shown.Id, shown.DataOf("Stop"));
        await bed.AdvanceUntilAsync(() => bed.Sink.Messages.Count == 1 && bed.Fake.UnansweredPresses == 0, "the presses");

        Assert.Equal(("/stop", "telegram_7"), (bed.Sink.Messages[0].Text, bed.Sink.Messages[0].UserId));
    }

    [Fact]
    public void Data_that_leaves_no_room_for_its_asker_is_not_shown_in_a_group()
    {
        const long largest = (1L << 52) - 1;
        Assert.Equal(new PressData(largest, new string('x', 49)), PressData.Parse(new PressData(largest, new string('x', 49)).ToData()!));
        Assert.Null(new PressData(largest, new string('x', 50)).ToData());
        Assert.Equal(new PressData(null, "/pick 1"), PressData.Parse("/pick 1"));
    }

    [Fact]
    public async Task An_answer_in_place_changes_the_message_with_the_button()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        await bed.DeliverAsync(bed.Entry(Choice));
        var press = TelegramBed.Message() with { Text = "/pick 1", Press = new($"7/{bed.Fake.Chat(7).BotMessages[0].Id}") };

        var outcome = await bed.DeliverAsync(bed.Entry(new Reply("You took the first.") { InPlace = true }, press));

        Assert.IsType<DeliveryOutcome.Delivered>(outcome);
        var message = Assert.Single(bed.Fake.Chat(7).BotMessages);
        Assert.Equal(("You took the first.", null), (message.Text, message.Current.Markup));
    }

    [Fact]
    public async Task Buttons_stand_below_the_last_message_of_a_long_answer()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);

        foreach (var message in bed.Adapter.Render(TelegramBed.Message(), Choice with { Markdown = string.Join("\n\n", Enumerable.Repeat(new string('x', 900), 9)) }))
            await bed.DeliverAsync(new(bed.Fake.Calls.Count, message));

        var shown = bed.Fake.Chat(7).BotMessages;
        Assert.True(shown.Count > 1);
        Assert.NotNull(shown[^1].Current.Markup);
        Assert.All(shown.SkipLast(1), static message => Assert.Null(message.Current.Markup));
    }

    [Fact]
    public void Data_must_fit_every_platform()
    {
        Assert.Throws<ArgumentException>(static () => new ReplyButton("Label", new string('é', 33)));
        Assert.Equal(64, new ReplyButton("Label", new string('x', 64)).Data.Length);
    }

    [Fact]
    public void Where_there_are_no_buttons_one_reads_what_to_type() =>
        Assert.Equal("Which one?\n\n- First: `/pick 1`\n- Second: `/pick 2`\n- None: `/pick 0`", ButtonText.WithButtons(Choice));

    [Fact]
    public async Task Menus_are_set_by_place_and_language_and_removed_again()
    {
        await using var bed = await TelegramBed.StartAsync();
        CommandMenu[] menus = [new([new("help", "What I can do"), new("new", "Begin anew")]), new([new("hilfe", "Was ich kann")]) { Language = "de", Place = MenuPlace.PrivateChats }];

        Assert.True(await bed.Adapter.ShowMenusAsync(menus, default));
        Assert.Equal(["all_private_chats/de: hilfe", "default/: help new"], bed.Fake.Menus.Select(static menu => $"{menu.Key}: {menu.Value}").Order());

        Assert.True(await bed.Adapter.ShowMenusAsync([menus[1] with { Commands = [] }], default));
        Assert.Equal(["default/"], bed.Fake.Menus.Keys);
    }

    [Fact]
    public async Task A_menu_that_is_refused_is_no_disaster_and_one_that_cannot_be_is_a_mistake()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Faults.Next("setMyCommands", Bots.Fakes.Telegram.Fault.TooMany(5));

        Assert.False(await bed.Adapter.ShowMenusAsync([new([new("help", "What I can do")])], default));
        await Assert.ThrowsAsync<ArgumentException>(() => bed.Adapter.ShowMenusAsync([new([new("Help!", "What I can do")])], default));
    }
}
