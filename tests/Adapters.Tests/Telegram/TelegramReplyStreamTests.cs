using Bots.Fakes;
using Bots.Fakes.Telegram;

namespace Bots.Adapters.Tests.Telegram;

public sealed class TelegramReplyStreamTests
{
    private const string Enough = "A text with at least thirty characters";

    [Fact]
    public async Task A_preview_appears_with_enough_text_grows_and_is_visibly_unfinished()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        await using var stream = bed.OpenReply();

        stream.Append("Short");
        await Eventually.TrueAsync(() => bed.Fake.Chat(7).TypingShown == 1, "typing");
        Assert.Empty(bed.Fake.Chat(7).Messages);
        stream.Append(" but now there is enough of it");
        await Eventually.TrueAsync(() => bed.Previews.Count == 1, "the preview");
        stream.Append(", and **more**");
        await bed.AdvanceUntilAsync(() => bed.Fake.Chat(7).Messages[0].History.Count == 2, "the edit", 0.2);
        var id = await stream.CompleteAsync(CancellationToken.None);

        var message = Assert.Single(bed.Fake.Chat(7).Messages);
        Assert.Equal(["Short but now there is enough of it …", "Short but now there is enough of it, and more …"], message.History.Select(static version => version.Text));
        Assert.Equal(bed.Previews[0], id);
    }

    [Fact]
    public async Task A_preview_of_an_earlier_attempt_is_continued()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        await bed.DeliverAsync(bed.Entry("The beginning of an answer"));
        var old = bed.Previews[0];

        await using var stream = bed.OpenReply(previewId: old);
        stream.Append("Again");
        await Eventually.TrueAsync(() => bed.Fake.Chat(7).Messages[0].Text == "Again …", "the edit");

        Assert.Equal(old, await stream.CompleteAsync(CancellationToken.None));
        Assert.Single(bed.Fake.Chat(7).Messages);
    }

    [Fact]
    public async Task Edits_keep_their_distance_in_groups()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(-55);
        await using var stream = bed.OpenReply(TelegramBed.Message(-55));
        stream.Append(Enough);
        await Eventually.TrueAsync(() => bed.Previews.Count == 1, "the preview");
        var since = bed.Clock.GetUtcNow();

        stream.Append(" more");
        await bed.AdvanceUntilAsync(() => bed.Fake.Chat(-55).Messages[0].History.Count == 2, "the edit", 0.1);

        Assert.True(bed.Clock.GetUtcNow() - since >= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task After_three_refusals_only_the_final_is_left()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        bed.Fake.Faults.Next("sendMessage", Fault.TooMany(2), times: 3);
        await using var stream = bed.OpenReply();

        stream.Append(Enough);
        await bed.AdvanceUntilAsync(() => bed.Fake.CallsOf("sendMessage").Count == 3, "three attempts");
        stream.Append(" and so on");
        bed.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await stream.CompleteAsync(CancellationToken.None));
        Assert.Equal(3, bed.Fake.CallsOf("sendMessage").Count);
    }

    [Fact]
    public async Task A_long_answer_in_a_group_stays_within_its_minute_and_goes_on_growing()
    {
        await using var bed = await TelegramBed.StartAsync(static options => options.PreviewIntervalGroupMilliseconds = 1_000, throttled: true);
        bed.Fake.Chat(-55);
        await using var stream = bed.OpenReply(TelegramBed.Message(-55));
        var start = bed.Clock.GetUtcNow();

        await bed.AdvanceUntilAsync(
            () =>
            {
                stream.Append("a ");
                return bed.Fake.Chat(-55).Messages is [var message] && message.History.Count >= 18;
            },
            "the eighteenth text",
            0.2);

        Assert.True(bed.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(60));
        Assert.DoesNotContain(bed.Fake.Calls, static call => call.Error is not null);
    }

    [Fact]
    public async Task Typing_ends_a_minute_after_the_last_sign_of_life()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        await using var stream = bed.OpenReply();
        await bed.AdvanceUntilAsync(() => bed.Fake.Chat(7).TypingShown == 5, "typing", 1);
        Assert.InRange(bed.Clock.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(16), TimeSpan.FromMinutes(3));

        for (var i = 0; i < 200; i++) bed.Clock.Advance(TimeSpan.FromSeconds(1));
        await stream.CompleteAsync(CancellationToken.None);

        Assert.InRange(bed.Fake.Chat(7).TypingShown, 5, 17);
    }

    [Fact]
    public async Task Typing_that_is_refused_twice_is_given_up()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7).Block();
        await using var stream = bed.OpenReply();
        await bed.AdvanceUntilAsync(() => bed.Fake.CallsOf("sendChatAction").Count == 2, "two attempts", 1);

        for (var i = 0; i < 30; i++) bed.Clock.Advance(TimeSpan.FromSeconds(1));
        await stream.CompleteAsync(CancellationToken.None);

        Assert.Equal(2, bed.Fake.CallsOf("sendChatAction").Count);
    }

    [Fact]
    public async Task Completing_waits_for_the_request_under_way()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Chat(7);
        var hold = new TaskCompletionSource();
        bed.Fake.Faults.Next("sendMessage", new Fault.Hold(hold.Task));
        await using var stream = bed.OpenReply();
        stream.Append(Enough);
        await Eventually.TrueAsync(() => bed.Fake.CallsOf("sendMessage").Count == 1, "the request");

        var complete = stream.CompleteAsync(CancellationToken.None).AsTask();
        Assert.False(complete.IsCompleted);
        hold.SetResult();

        Assert.Equal(Assert.Single(bed.Fake.Chat(7).Messages).Id, long.Parse((await complete)!.Split('/')[1]));
        Assert.Single(bed.Previews);
    }
}
