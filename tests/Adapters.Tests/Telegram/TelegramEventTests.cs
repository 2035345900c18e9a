using System.Text.Json.Nodes;
using Bots.Adapters;
using Bots.Fakes;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>What is no new message: edits, reactions, blocks, moves, albums.</summary>
public sealed class TelegramEventTests
{
    [Fact]
    public async Task A_bot_that_is_blocked_parks_replies_without_asking_and_is_back_when_it_is_unblocked()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();
        await Eventually.TrueAsync(() => bed.Fake.Updates.IsPolled, "the poll");
        bed.Fake.Standing(7, 7, "kicked");
        await Eventually.TrueAsync(() => bed.Sink.Changes.Count == 1, "the news");

        Assert.IsType<DeliveryOutcome.Parked>(await bed.DeliverAsync(bed.Entry("Hello?")));
        Assert.Empty(bed.Fake.CallsOf("sendMessage"));

        bed.Fake.Standing(7, 7, "member");
        await Eventually.TrueAsync(() => bed.Sink.Changes.Count == 2, "the news");
        Assert.IsType<DeliveryOutcome.Delivered>(await bed.DeliverAsync(bed.Entry("Hello again")));
        Assert.Equal([typeof(ChatChange.Lost), typeof(ChatChange.Regained)], bed.Sink.Changes.Select(static change => change.GetType()));
    }

    [Fact]
    public async Task A_message_of_a_blocked_chat_ends_the_block()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();
        await Eventually.TrueAsync(() => bed.Fake.Updates.IsPolled, "the poll");
        bed.Fake.Standing(7, 7, "kicked");
        bed.Fake.Chat(7).Unblock();
        bed.Fake.UserSays(7, "I am back");
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1, "the message");

        Assert.IsType<DeliveryOutcome.Delivered>(await bed.DeliverAsync(bed.Entry("Hello again")));
    }

    [Fact]
    public async Task A_group_that_becomes_a_supergroup_says_so_before_its_next_message()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();
        bed.Fake.Migrates(-100, 7, -1000000000100);
        bed.Fake.Says(-1000000000100, 7, "/help");
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1, "the message");

        var moved = Assert.IsType<ChatChange.Moved>(Assert.Single(bed.Sink.Changes));
        Assert.Equal(("-100", "-1000000000100", "bot_telegram_chat_-100", "bot_telegram_chat_-1000000000100"), (moved.ChatId, moved.ToChatId, moved.FromKey, moved.ToKey));
    }

    [Fact]
    public async Task Edits_and_reactions_come_in_as_what_they_are()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();
        await Eventually.TrueAsync(() => bed.Fake.Updates.IsPolled, "the poll");
        bed.Fake.UserSays(7, "first");
        bed.Fake.Edits(7, 1, "second");
        bed.Fake.Reacts(7, 7, 1, "👍");
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 3, "three messages");

        Assert.Equal((true, "second", "1"), (bed.Sink.Messages[1].IsEdit, bed.Sink.Messages[1].Text, bed.Sink.Messages[1].Address.MessageId));
        Assert.Equal(["👍"], bed.Sink.Messages[2].Reaction!.Added);
        Assert.Equal(3, bed.Sink.Messages.Select(static message => message.DedupeId).Distinct().Count());
    }

    [Fact]
    public async Task Items_of_an_album_are_stored_one_by_one_and_known_to_belong_together()
    {
        await using var bed = await TelegramBed.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            bed.Fake.Sends(7, 7, new JsonObject
            {
                ["media_group_id"] = "album", ["caption"] = i == 0 ? "Three pictures" : null,
                ["photo"] = new JsonArray(new JsonObject { ["file_id"] = $"f{i}", ["file_unique_id"] = $"u{i}", ["width"] = 9, ["height"] = 9 }),
            });
        }

        bed.Run();
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 3, "three items");

        var album = Assert.Single(MessageParts.JoinAll(bed.Sink.Messages));
        Assert.Equal(("Three pictures", 3), (album.Text, album.Attachments.Count));
    }

    [Fact]
    public async Task A_server_that_begins_its_numbers_anew_is_followed()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.UserSays(7, "before");
        bed.Run();
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1 && bed.Fake.Updates.Waiting.Count == 0, "the first message");

        bed.Fake.Updates.BeginAnew(50);
        bed.Fake.UserSays(7, "after a week");

        await bed.AdvanceUntilAsync(() => bed.Sink.Messages.Count == 2 && bed.Fake.Updates.Waiting.Count == 0, "the second message and its confirmation");
        Assert.Equal("after a week", bed.Sink.Messages[1].Text);
    }
}
