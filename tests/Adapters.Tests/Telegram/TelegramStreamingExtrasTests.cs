using System.Text;
using Bots.Adapters;
using Bots.Fakes;
using Bots.Fakes.Telegram;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>Stop buttons, native drafts, finals as new messages, and answers that are too long.</summary>
public sealed class TelegramStreamingExtrasTests
{
    private const string Enough = "A text with at least thirty characters";

    [Fact]
    public async Task Without_the_option_there_is_no_stop_button()
    {
        await using var bed = await TelegramBed.StartAsync(static options => options.StopButton = false);
        bed.Fake.Chat(7);
        await using var stream = bed.OpenReply();
        stream.Append(Enough);
        await Eventually.TrueAsync(() => bed.Previews.Count == 1, "the preview");

        Assert.Null(bed.Fake.Chat(7).BotMessages[0].Current.Markup);
    }

    [Fact]
    public async Task A_native_draft_grows_is_kept_alive_and_leaves_nothing_behind()
    {
        await using var bed = await TelegramBed.StartAsync(static options => options.NativeDrafts = true);
        bed.Fake.Chat(7);
        await using var stream = bed.OpenReply(TelegramBed.Message(messageId: "42"));
        stream.Append(Enough);
        await Eventually.TrueAsync(() => bed.Fake.Chat(7).Drafts.Count == 1, "the draft");
        stream.Append(" and more");
        await bed.AdvanceUntilAsync(() => bed.Fake.Chat(7).Drafts.Count == 2, "the longer draft", 0.2);
        var since = bed.Clock.GetUtcNow();
        await bed.AdvanceUntilAsync(() => bed.Fake.Chat(7).Drafts.Count == 3, "the draft, kept alive", 1);

        Assert.Null(await stream.CompleteAsync(default));
        Assert.Equal([(42, Enough + " …"), (42, Enough + " and more …"), (42, Enough + " and more …")], bed.Fake.Chat(7).Drafts);
        Assert.InRange(bed.Clock.GetUtcNow() - since, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(45));
        Assert.Empty(bed.Fake.Chat(7).Messages);
        Assert.True(bed.Fake.CallsOf("sendMessageDraft")[0].Request.Flag("can_stop"));
    }

    [Fact]
    public async Task The_stop_control_of_a_draft_says_stop()
    {
        await using var bed = await TelegramBed.StartAsync(static options => options.NativeDrafts = true);
        bed.Run();
        await Eventually.TrueAsync(() => bed.Fake.Updates.IsPolled, "the poll");

        bed.Fake.StopsDraft(7, 42);

        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1, "the stop");
        Assert.Equal(("/stop", "bot_telegram_7"), (bed.Sink.Messages[0].Text, bed.Sink.Messages[0].SessionKey));
    }

    [Fact]
    public async Task A_server_that_knows_no_drafts_gets_an_edited_message()
    {
        await using var bed = await TelegramBed.StartAsync(static options => options.NativeDrafts = true);
        bed.Fake.Chat(7);
        bed.Fake.Faults.Next("sendMessageDraft", Fault.Error(404, "Not Found"));
        await using var stream = bed.OpenReply(TelegramBed.Message(messageId: "42"));
        stream.Append(Enough);

        await Eventually.TrueAsync(() => bed.Previews.Count == 1, "the preview");

        Assert.Equal(Enough + " …", Assert.Single(bed.Fake.Chat(7).Messages).Text);
    }

    [Fact]
    public async Task In_groups_there_are_no_drafts()
    {
        await using var bed = await TelegramBed.StartAsync(static options => options.NativeDrafts = true);
        bed.Fake.Chat(-55);
        await using var stream = bed.OpenReply(TelegramBed.Message(-55, messageId: "42"));
        stream.Append(Enough);

        await Eventually.TrueAsync(() => bed.Previews.Count == 1, "the preview");

        Assert.Empty(bed.Fake.CallsOf("sendMessageDraft"));
    }

    [Fact]
    public async Task A_final_can_be_a_new_message_with_a_notification()
    {
        await using var bed = await TelegramBed.StartAsync(static options => options.FinalAsNewMessage = true);
        bed.Fake.Chat(7);
        await using var stream = bed.OpenReply();
        stream.Append(Enough);
        await Eventually.TrueAsync(() => bed.Previews.Count == 1, "the preview");
        Assert.True(bed.Fake.Chat(7).BotMessages[0].IsSilent);
        var preview = await stream.CompleteAsync(default);

        await bed.DeliverAsync(bed.Entry(Enough + "!", previewId: preview));

        var final = Assert.Single(bed.Fake.Chat(7).BotMessages);
        Assert.Equal((Enough + "!", false), (final.Text, final.IsSilent));
        Assert.Equal("~7/1", preview);
        Assert.Equal("7/2~7/1", bed.Previews[^1]);
    }

    [Fact]
    public async Task A_final_that_was_interrupted_still_removes_its_preview_and_appears_once()
    {
        await using var bed = await TelegramBed.StartAsync(static options => options.FinalAsNewMessage = true);
        bed.Fake.Chat(7);
        await using var stream = bed.OpenReply();
        stream.Append(Enough);
        await Eventually.TrueAsync(() => bed.Previews.Count == 1, "the preview");
        var entry = bed.Entry("Done", previewId: await stream.CompleteAsync(default));
        bed.Fake.Faults.Next("editMessageText", new Fault.Cut(Done: true));
        Assert.IsType<DeliveryOutcome.Retry>(await bed.DeliverAsync(entry));

        await bed.DeliverAsync(entry with { Message = entry.Message with { PreviewId = bed.Previews[^1] } });

        Assert.Equal("Done", Assert.Single(bed.Fake.Chat(7).BotMessages).Text);
    }

    [Fact]
    public async Task An_answer_of_more_than_eight_messages_is_its_beginning_and_a_file()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        var text = string.Join("\n\n", Enumerable.Range(1, 2000).Select(static i => $"**Paragraph {i}** with a few words of its own."));

        foreach (var message in bed.Adapter.Render(TelegramBed.Message(), new Reply(text) { Buttons = [[new("More", "/more")]] }))
            Assert.IsType<DeliveryOutcome.Delivered>(await bed.DeliverAsync(new OutboxEntry(bed.Fake.Calls.Count, message)));

        var shown = bed.Fake.Chat(7).BotMessages;
        Assert.Equal(2, shown.Count);
        Assert.EndsWith("The whole answer is in the file.", shown[0].Text, StringComparison.Ordinal);
        Assert.Equal(text, Encoding.UTF8.GetString(shown[1].File!.Content));
        Assert.NotNull(shown[1].Current.Markup);
    }

    [Theory]
    [InlineData("7/1", "7/1", null)]
    [InlineData("~7/1", null, "7/1")]
    [InlineData("7/2~7/1", "7/2", "7/1")]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void A_preview_id_says_what_stays_and_what_goes(string? text, string? shown, string? stale)
    {
        var id = Bots.Adapters.Telegram.Replies.PreviewId.Parse(text);

        Assert.Equal((shown, stale), (id.Shown?.ToString(), id.Stale?.ToString()));
        Assert.Equal(text ?? "", id.ToString());
    }
}
