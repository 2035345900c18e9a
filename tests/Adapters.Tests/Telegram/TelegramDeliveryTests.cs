using Bots.Fakes;
using Bots.Fakes.Telegram;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Telegram;

public sealed class TelegramDeliveryTests
{
    [Fact]
    public async Task A_reply_is_an_edit_of_a_preview_whose_id_is_durable()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);

        var outcome = await bed.DeliverAsync(bed.Entry("Hello **Alice**, nice to meet you after all this time"));

        var message = Assert.Single(bed.Fake.Chat(7).Messages);
        Assert.Equal("Hello Alice, nice to meet you after all this time", message.Text);
        Assert.Equal("""[{"type":"bold","offset":6,"length":5}]""", message.Current.Entities!.ToJsonString());
        Assert.Equal(2, message.History.Count);
        Assert.EndsWith(" …", message.History[0].Text, StringComparison.Ordinal);
        Assert.Equal(new DeliveryOutcome.Delivered($"7/{message.Id}"), outcome);
        Assert.Equal([$"7/{message.Id}"], bed.Previews);
    }

    [Fact]
    public async Task Delivering_again_with_the_same_preview_shows_nothing_new()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        var entry = bed.Entry("Hello");
        await bed.DeliverAsync(entry);

        var again = await bed.DeliverAsync(entry with { Message = entry.Message with { PreviewId = bed.Previews[0] } });

        Assert.IsType<DeliveryOutcome.Delivered>(again);
        Assert.Equal("Hello", Assert.Single(bed.Fake.Chat(7).Messages).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_at_the_final_edit_leaves_one_message(bool carriedOut)
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        bed.Fake.Faults.Next("editMessageText", new Fault.Cut(carriedOut));
        var entry = bed.Entry("Hello");

        var first = Assert.IsType<DeliveryOutcome.Retry>(await bed.DeliverAsync(entry));
        var second = await bed.DeliverAsync(entry with { Message = entry.Message with { PreviewId = bed.Previews[0] } });

        Assert.False(first.Charged);
        Assert.IsType<DeliveryOutcome.Delivered>(second);
        Assert.Equal("Hello", Assert.Single(bed.Fake.Chat(7).Messages).Text);
    }

    [Theory]
    [InlineData("sendMessage", "<html>Blocked by the firewall</html>")]
    [InlineData("editMessageText", """{"error":"blocked"}""")]
    public async Task The_page_of_a_proxy_is_tried_again_a_few_times_and_parks_nothing_at_once(string method, string page)
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        bed.Fake.Faults.Next(method, new Fault.Raw(403, page));

        var retry = Assert.IsType<DeliveryOutcome.Retry>(await bed.DeliverAsync(bed.Entry("Hello")));

        Assert.True(retry.Charged);
        Assert.Contains("before Telegram", retry.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_that_was_deleted_is_replaced()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);

        var outcome = await bed.DeliverAsync(bed.Entry("Hello", previewId: "7/99"));

        Assert.IsType<DeliveryOutcome.Delivered>(outcome);
        Assert.Equal("Hello", Assert.Single(bed.Fake.Chat(7).Messages).Text);
    }

    [Fact]
    public async Task A_reply_whose_first_attempt_got_no_answer_says_that_its_beginning_may_stand_there_twice()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        bed.Fake.Faults.Next("sendMessage", new Fault.Cut(Done: true));

        var entry = bed.Entry("Hello");
        var retry = Assert.IsType<DeliveryOutcome.Retry>(await bed.DeliverAsync(entry));
        var delivered = Assert.IsType<DeliveryOutcome.Delivered>(await bed.DeliverAsync(entry with { IsUncertain = retry.IsUncertain }));

        Assert.True(retry.IsUncertain && delivered.MayBeTwice);
        Assert.Equal(["Hello …", "Hello"], bed.Fake.Chat(7).BotMessages.Select(static message => message.Text));
    }

    [Fact]
    public async Task A_refusal_leaves_no_doubt()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        bed.Fake.Faults.Next("sendMessage", Fault.TooMany(17));

        Assert.False(Assert.IsType<DeliveryOutcome.Retry>(await bed.DeliverAsync(bed.Entry("Hello"))).IsUncertain);
    }

    [Fact]
    public async Task Too_many_requests_wait_as_told_and_are_not_charged()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        bed.Fake.Faults.Next("sendMessage", Fault.TooMany(17));

        var retry = Assert.IsType<DeliveryOutcome.Retry>(await bed.DeliverAsync(bed.Entry("Hello")));

        Assert.Equal((bed.Clock.GetUtcNow() + TimeSpan.FromSeconds(17), false), (retry.NotBefore, retry.Charged));
    }

    [Fact]
    public async Task A_user_who_blocked_the_bot_parks_the_reply()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7).Block();

        var parked = Assert.IsType<DeliveryOutcome.Parked>(await bed.DeliverAsync(bed.Entry("Hello")));

        Assert.Contains("blocked", parked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_that_is_gone_parks_the_reply()
    {
        await using var bed = await TelegramBed.StartAsync();

        Assert.IsType<DeliveryOutcome.Parked>(await bed.DeliverAsync(bed.Entry("Hello")));
    }

    [Fact]
    public async Task A_topic_that_is_gone_does_not_lose_the_reply()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(-100777);

        var outcome = await bed.DeliverAsync(bed.Entry("Hello", TelegramBed.Message(-100777, thread: "5")));

        Assert.IsType<DeliveryOutcome.Delivered>(outcome);
        Assert.Equal("Hello", Assert.Single(bed.Fake.Chat(-100777).Messages).Text);
    }

    [Fact]
    public async Task A_reply_stays_in_its_topic_and_quotes_the_question_in_a_group()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Says(-1001234567890, 7, "@test_bot hi", threadId: 5);

        await bed.DeliverAsync(bed.Entry("Hello", TelegramBed.Message(-1001234567890, thread: "5", messageId: "1")));

        var reply = Assert.Single(bed.Fake.Chat(-1001234567890).BotMessages);
        Assert.Equal((5, 1), (reply.ThreadId, reply.ReplyTo));
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_is_followed()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(-55).MigrateTo(-1000000000055);
        bed.Fake.Chat(-1000000000055);

        var first = await bed.DeliverAsync(bed.Entry("One", TelegramBed.Message(-55)));
        var second = await bed.DeliverAsync(bed.Entry("Two", TelegramBed.Message(-55), previewId: "-55/3"));

        Assert.All([first, second], static outcome => Assert.IsType<DeliveryOutcome.Delivered>(outcome));
        Assert.Equal(["One", "Two"], bed.Fake.Chat(-1000000000055).Messages.Select(static message => message.Text));
    }

    [Fact]
    public async Task A_reply_that_waited_when_its_group_moved_quotes_nothing_of_the_new_one()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(-55).MigrateTo(-1000000000055);
        bed.Fake.Says(-1000000000055, 7, "message 1 of the new chat");

        await bed.DeliverAsync(bed.Entry("Hello", TelegramBed.Message(-55, messageId: "1")));

        Assert.Null(Assert.Single(bed.Fake.Chat(-1000000000055).BotMessages).ReplyTo);
    }

    [Fact]
    public async Task A_group_that_said_where_it_went_is_not_asked_again()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();
        bed.Fake.Migrates(-55, 7, -1000000000055);
        await Eventually.TrueAsync(() => bed.Sink.Changes.Count == 1, "the move");
        bed.Fake.Says(-1000000000055, 7, "message 1 of the new chat");

        await bed.DeliverAsync(bed.Entry("Hello", TelegramBed.Message(-55, messageId: "1"), previewId: "-55/3"));

        Assert.Null(Assert.Single(bed.Fake.Chat(-1000000000055).BotMessages).ReplyTo);
        Assert.All(bed.Fake.Calls, static call => Assert.Null(call.Error));
    }

    [Fact]
    public async Task A_preview_that_cannot_be_edited_because_its_group_moved_is_left_behind()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(-55).MigrateTo(-1000000000055);
        bed.Fake.Chat(-1000000000055);
        bed.Fake.Faults.Next("editMessageText", Fault.Error(400, "Bad Request: CHAT_ID_INVALID"));

        var outcome = await bed.DeliverAsync(bed.Entry("Hello", TelegramBed.Message(-55), previewId: "-55/3"));

        Assert.IsType<DeliveryOutcome.Delivered>(outcome);
        Assert.Equal("Hello", Assert.Single(bed.Fake.Chat(-1000000000055).BotMessages).Text);
    }

    [Fact]
    public async Task A_removal_from_the_old_group_does_not_hold_up_the_new_one()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();
        bed.Fake.Migrates(-55, 7, -1000000000055);
        bed.Fake.Standing(-55, 7, "left");
        await Eventually.TrueAsync(() => bed.Sink.Changes.Count == 2, "the move and the removal");

        Assert.IsType<DeliveryOutcome.Delivered>(await bed.DeliverAsync(bed.Entry("Hello", TelegramBed.Message(-55))));
    }

    [Fact]
    public async Task Replies_to_a_group_that_moved_keep_one_order_under_its_first_id()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Says(-1000000000055, 7, "@test_bot hi");
        var message = TelegramBed.Message(-1000000000055, messageId: "1");

        var entry = bed.Entry("Hello", message with { Address = message.Address with { FormerChatId = "-55" } });
        await bed.DeliverAsync(entry);

        Assert.Equal("-55", entry.Message.Chat);
        Assert.Equal(1, Assert.Single(bed.Fake.Chat(-1000000000055).BotMessages).ReplyTo);
    }

    [Fact]
    public async Task An_answer_that_grew_when_its_group_moved_is_shown_anew()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();
        bed.Fake.Migrates(-55, 7, -1000000000055);
        await Eventually.TrueAsync(() => bed.Sink.Changes.Count == 1, "the move");

        await using var stream = bed.OpenReply(TelegramBed.Message(-55, messageId: "1"), previewId: "-55/3");
        stream.Append("A text with at least thirty characters");
        await Eventually.TrueAsync(() => bed.Previews.Count == 1, "the preview");

        Assert.StartsWith("-1000000000055/", await stream.CompleteAsync(default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_is_retried_later_and_later_without_being_charged()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        bed.Fake.Faults.Next("sendMessage", Fault.Error(502, "Bad Gateway"), times: 10);

        var waits = new List<TimeSpan>();
        for (var i = 0; i < 8; i++)
        {
            var retry = Assert.IsType<DeliveryOutcome.Retry>(await bed.DeliverAsync(bed.Entry("Hello")));
            Assert.False(retry.Charged);
            waits.Add(retry.NotBefore - bed.Clock.GetUtcNow());
        }

        Assert.Equal([2, 4, 8, 16, 32, 60, 60, 60], waits.Select(static wait => (int)wait.TotalSeconds));
    }

    [Fact]
    public async Task A_file_takes_the_place_of_its_preview()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        var rendered = bed.Adapter.Render(TelegramBed.Message(), new Reply("Here it is") { File = new("export.md", "# All of it 👍") });
        var entry = new OutboxEntry(2, rendered[1]);

        await bed.DeliverAsync(entry);
        await bed.DeliverAsync(entry with { Message = entry.Message with { PreviewId = bed.Previews[0] } });

        var message = Assert.Single(bed.Fake.Chat(7).Messages);
        Assert.Equal("export.md", message.File!.Name);
        Assert.Equal("# All of it 👍", System.Text.Encoding.UTF8.GetString(message.File.Content));
    }

    [Fact]
    public async Task An_empty_answer_says_so()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);

        await bed.DeliverAsync(bed.Entry(" \n "));

        Assert.Equal("(The answer is empty.)", Assert.Single(bed.Fake.Chat(7).Messages).Text);
    }

    [Fact]
    public async Task A_payload_that_is_no_message_is_parked()
    {
        await using var bed = await TelegramBed.StartAsync();

        var outcome = await bed.DeliverAsync(new OutboxEntry(1, new OutboxMessage("telegram", "7", "{broken")));

        Assert.IsType<DeliveryOutcome.Parked>(outcome);
    }
}
