using Bots.Adapters;
using Bots.Adapters.Discord.Replies;
using Bots.Fakes.Discord.World;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Discord.Replies;

public sealed class DiscordDeliveryTests : IAsyncLifetime
{
    private const string Create = "POST /channels/{channel_id}/messages";
    private const string Edit = "PATCH /channels/{channel_id}/messages/{message_id}";

    private DiscordBed _bed = null!;
    private long _nextId;

    public async Task InitializeAsync()
    {
        _bed = await DiscordBed.CreateAsync();
        // Well after the adapter's start: what it answers was asked of this process.
        _bed.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task A_reply_is_delivered_and_its_receipt_is_the_message()
    {
        var entry = EntryFor(Question(), "hello").Single();

        var outcome = await DeliverAsync(entry);

        Assert.Equal((new DeliveryOutcome.Delivered(_bed.Dm.Messages[^1].Id), "hello"), (outcome, _bed.Dm.BotTexts.Single()));
    }

    [Fact]
    public async Task A_reply_that_may_be_another_hosts_by_now_is_held_back_and_not_charged()
    {
        var entry = EntryFor(Question(), "hello").Single();

        var outcome = Assert.IsType<DeliveryOutcome.Retry>(await SendPermit.Under(static () => false, () => DeliverAsync(entry)));

        Assert.Equal((false, false), (outcome.Charged, outcome.IsUncertain));
        Assert.True(outcome.NotBefore < _bed.Clock.GetUtcNow() + TimeSpan.FromSeconds(30));
        Assert.Empty(_bed.Dm.BotTexts);
    }

    [Fact]
    public async Task The_same_entry_again_shows_no_second_message()
    {
        var entry = EntryFor(Question(), "hello").Single();
        _bed.Fake.Rest.LoseAnswer(Create);

        Assert.IsType<DeliveryOutcome.Retry>(await DeliverAsync(entry));
        Assert.IsType<DeliveryOutcome.Delivered>(await DeliverAsync(entry));
        Assert.IsType<DeliveryOutcome.Delivered>(await DeliverAsync(entry));

        Assert.Equal(["hello"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task An_answer_to_a_changed_question_is_sent_once_as_well()
    {
        var question = Question();
        var entry = EntryFor(question with { IsEdit = true, DedupeId = $"{question.DedupeId}@1767225600000" }, "You changed it").Single();

        await DeliverAsync(entry);
        await DeliverAsync(EntryFor(question, "The answer").Single());
        await DeliverAsync(entry);

        Assert.Equal(["You changed it", "The answer"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task A_preview_that_was_deleted_is_replaced_by_a_message()
    {
        var question = Question();
        var preview = await PreviewAsync(question, "A beginning of an answer that is long enough");
        _bed.Fake.Delete(_bed.Dm.Messages[^1]);

        await DeliverAsync(EntryFor(question, "The answer", preview).Single());

        Assert.Equal(["The answer"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task A_preview_that_a_dead_process_could_not_note_becomes_the_reply()
    {
        var question = Question();
        await PreviewAsync(question, "A beginning of an answer that is long enough");
        await _bed.StopAsync();

        await DeliverAsync(EntryFor(question, "The answer").Single());
        await DeliverAsync(EntryFor(question, "And a notice").Single());

        Assert.Equal(["The answer", "And a notice"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task An_answer_that_a_dead_process_could_not_note_is_not_sent_again_however_long_that_had_been_running()
    {
        var entry = EntryFor(Question(), "The answer").Single();
        await DeliverAsync(entry);
        await _bed.StopAsync();

        await DeliverAsync(entry);

        Assert.Equal(["The answer"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task An_answer_that_Discord_trims_is_sent_once()
    {
        var entry = EntryFor(Question(), "The answer").Single();
        var untrimmed = entry with { Message = entry.Message with { Payload = entry.Message.Payload.Replace("The answer", " The answer ", StringComparison.Ordinal) } };

        await DeliverAsync(untrimmed);

        Assert.Single(_bed.Dm.BotTexts);
    }

    [Theory]
    [InlineData("Thanks <:pepe:123456789012345678>", "Thanks :pepe:")]
    [InlineData("<a:party:123456789012345678>", ":party:")]
    [InlineData("one\u0007 \u202Etwo\uFEFF", "one two\uFEFF")]
    public async Task An_answer_that_Discord_rewrites_is_sent_once(string answer, string shown)
    {
        var entry = EntryFor(Question(), answer).Single();
        _bed.Fake.Rest.LoseAnswer(Create);

        Assert.IsType<DeliveryOutcome.Retry>(await DeliverAsync(entry));
        var delivered = await DeliverAsync(entry);
        await _bed.StopAsync();
        await DeliverAsync(entry with { Begun = 1, IsUncertain = true });

        Assert.Equal(new DeliveryOutcome.Delivered(_bed.Dm.Messages[^1].Id), delivered);
        Assert.Equal([shown], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task An_answer_that_Discord_changes_in_ways_nobody_knows_is_sent_once_whatever_our_clock_says()
    {
        var clock = new Bots.Fakes.TestClock();
        await using var bed = await DiscordBed.CreateAsync(new() { Time = new ShiftedClock(clock, TimeSpan.FromMinutes(-7)) }, clock: clock, isFast: false);
        bed.Fake.Rewrite = static _ => "something else";
        var said = bed.Fake.UserSays(bed.Dm, bed.Ann, "a question");
        var question = new InboundMessage("discord", said.Id, "key", "discord_1", "a question", new(said.Channel.Id, null, said.Id));
        var entry = new OutboxEntry(1, bed.Adapter.Render(question, new("The answer")).Single()) { CreatedAt = bed.Clock.GetUtcNow() };
        bed.Fake.Rest.LoseAnswer(Create);

        Assert.IsType<DeliveryOutcome.Retry>(await bed.Adapter.DeliverAsync(entry, static (_, _) => default, default));
        Assert.Equal(new DeliveryOutcome.Delivered(bed.Dm.Messages[^1].Id), await bed.Adapter.DeliverAsync(entry, static (_, _) => default, default));

        Assert.Single(bed.Dm.BotTexts);
    }

    [Fact]
    public async Task A_second_answer_to_a_question_is_a_message_of_its_own_even_with_the_same_words()
    {
        var question = Question();

        foreach (var text in new[] { "Done.", "Done.", "A notice" }) await DeliverAsync(EntryFor(question, text).Single());

        Assert.Equal(["Done.", "Done.", "A notice"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task A_second_answer_to_a_question_is_a_message_of_its_own_when_another_process_sent_the_first()
    {
        var question = Question();
        await DeliverAsync(EntryFor(question, "The answer").Single());
        await _bed.StopAsync();

        var delivered = await DeliverAsync(EntryFor(question, "A notice").Single() with { Begun = 1 });

        Assert.Equal(["The answer", "A notice"], _bed.Dm.BotTexts);
        Assert.Equal(new DeliveryOutcome.Delivered(_bed.Dm.Messages[^1].Id), delivered);
    }

    [Fact]
    public async Task A_preview_that_nobody_noted_and_somebody_deleted_is_replaced_by_a_message()
    {
        var question = Question();
        await PreviewAsync(question, "A beginning of an answer that is long enough");
        _bed.Fake.Delete(_bed.Dm.Messages[^1]);

        await DeliverAsync(EntryFor(question, "The answer").Single());

        Assert.Equal(["The answer"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task A_preview_whose_answer_was_lost_becomes_the_reply()
    {
        var question = Question();
        _bed.Fake.Rest.LoseAnswer(Create, times: 3);
        await PreviewAsync(question, "A beginning of an answer that is long enough", expectShown: false);

        await DeliverAsync(EntryFor(question, "The answer").Single());

        Assert.Equal(["The answer"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task In_a_guild_the_first_message_replies_to_the_question_even_when_that_is_gone()
    {
        var said = _bed.Fake.UserSays(_bed.Channel, _bed.Ann, $"<@{_bed.Fake.Bot.Id}> hi");
        var question = Question(_bed.Channel, said);

        await DeliverAsync(EntryFor(question, "one").Single());
        _bed.Fake.Delete(said);
        await DeliverAsync(EntryFor(question, "two").Single());

        Assert.Equal((said, null), (_bed.Channel.Messages[0].ReplyTo, _bed.Channel.Messages[1].ReplyTo));
        Assert.All(_bed.Channel.Messages, static message => Assert.Equal("{\"parse\":[]}", message.AllowedMentions));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Links_unfold_only_when_that_is_wanted(bool embeds, bool isSuppressed)
    {
        _bed.Options.Embeds = embeds;

        await DeliverAsync(EntryFor(Question(), "https://example.org").Single());

        Assert.Equal(isSuppressed, _bed.Fake.Requests.Single(static request => request.Route == Create).Body.Contains("\"flags\":4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_follows_the_text()
    {
        foreach (var entry in EntryFor(Question(), new Reply("Here it is") { File = new("export.md", "# All") })) await DeliverAsync(entry);

        Assert.Equal(["Here it is", ""], _bed.Dm.BotTexts);
        Assert.Equal("export.md", _bed.Dm.Messages[^1].Files.Single().Name);
    }

    [Fact]
    public async Task Where_the_bot_may_not_read_the_history_it_answers_without_quoting_the_question()
    {
        _bed.Channel.HidesHistory = true;
        var question = Question(_bed.Channel);
        await using (var stream = _bed.Adapter.OpenReply(question, null, static (_, _) => default))
        {
            stream.Append("A beginning of an answer that is long enough");
            await Bots.Fakes.Eventually.TrueAsync(() => _bed.Channel.BotTexts.Any(Preview.IsUnfinished), "a preview");
            await stream.CompleteAsync(default);
        }

        await DeliverAsync(EntryFor(question, "The answer").Single());
        await DeliverAsync(EntryFor(Question(_bed.Channel), new Reply(new string('x', 20_000))).Single());
        await DeliverAsync(EntryFor(Question(_bed.Channel), new Reply("") { File = new("export.md", "# All") }).Single());

        Assert.Equal(("The answer", 3), (_bed.Channel.BotTexts[0], _bed.Channel.BotTexts.Count));
        Assert.Equal([0, 1, 1], _bed.Channel.Messages.Where(static message => message.Author.IsBot).Select(static message => message.Files.Count));
    }

    [Theory]
    [InlineData(50013, "Send Messages")]
    [InlineData(50001, "View Channel")]
    [InlineData(50007, "direct messages", false)]
    [InlineData(10003, "gone", false)]
    [InlineData(160005, "Unlock it")]
    [InlineData(200000, "AutoMod")]
    [InlineData(200001, "AutoMod")]
    public async Task A_refusal_that_no_retry_helps_parks_the_reply_and_says_why(int code, string why, bool needsOperator = true)
    {
        _bed.Dm.Refusal = code;

        var parked = Assert.IsType<DeliveryOutcome.Parked>(await DeliverAsync(EntryFor(Question(), "hello").Single()));

        Assert.Contains(why, parked.Error, StringComparison.Ordinal);
        Assert.Equal(needsOperator, parked.NeedsOperator);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(401)]
    public async Task An_outage_is_never_the_replys_fault(int status)
    {
        _bed.Fake.Rest.Fail(status, Create);

        var retry = Assert.IsType<DeliveryOutcome.Retry>(await DeliverAsync(EntryFor(Question(), "hello").Single()));

        Assert.False(retry.Charged);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(407)]
    public async Task The_page_of_a_proxy_is_tried_again_a_few_times_and_parks_nothing_at_once(int status)
    {
        _bed.Fake.Rest.Fail(status, Create);

        var retry = Assert.IsType<DeliveryOutcome.Retry>(await DeliverAsync(EntryFor(Question(), "hello").Single()));

        Assert.True(retry.Charged);
        Assert.Contains("before Discord", retry.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_limit_is_handed_to_the_host_with_its_time()
    {
        _bed.Fake.Rest.Limit("user", TimeSpan.FromMinutes(20), Create);
        var before = _bed.Clock.GetUtcNow();

        var retry = Assert.IsType<DeliveryOutcome.Retry>(await DeliverAsync(EntryFor(Question(), "hello").Single()));

        Assert.True(retry is { Charged: false } && retry.NotBefore >= before + TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task Answers_that_come_out_of_order_and_errors_in_bursts_lose_and_repeat_nothing()
    {
        var hold = new TaskCompletionSource();
        _bed.Fake.Rest.HoldAnswer(hold.Task, Create);
        _bed.Fake.Rest.Fail(502, Create, times: 3);
        _bed.Fake.Rest.LoseAnswer(Create, times: 3);
        _bed.Fake.Rest.Limit("shared", TimeSpan.FromSeconds(2), Create, times: 2);
        var entries = Enumerable.Range(0, 10).Select(i => EntryFor(Question(_bed.Fake.Dm(_bed.Fake.AddUser($"user {i}"))), $"answer {i}").Single()).ToArray();

        var delivering = Task.WhenAll(entries.Select(DeliverUntilDoneAsync));
        await Task.WhenAny(delivering, Bots.Fakes.Eventually.TrueAsync(() => _bed.Fake.Rest.PendingFaults == 0, "all faults used"));
        hold.SetResult();
        await delivering.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.All(entries.Index(), entry => Assert.Equal([$"answer {entry.Index}"], _bed.Fake.Channel(entry.Item.Message.Chat).BotTexts));
    }

    private async Task DeliverUntilDoneAsync(OutboxEntry entry)
    {
        while (await DeliverAsync(entry) is not DeliveryOutcome.Delivered)
        {
        }
    }

    private InboundMessage Question(FakeChannel? channel = null, FakeMessage? said = null)
    {
        said ??= _bed.Fake.UserSays(channel ?? _bed.Dm, _bed.Ann, "a question");
        return new("discord", said.Id, "key", "discord_1", "a question", new(said.Channel.Id, null, said.Id)) { IsGroup = said.Channel.Guild is not null };
    }

    private IReadOnlyList<OutboxEntry> EntryFor(InboundMessage question, string answer, string? preview = null) => EntryFor(question, new Reply(answer), preview);

    private IReadOnlyList<OutboxEntry> EntryFor(InboundMessage question, Reply reply, string? preview = null) =>
        [.. _bed.Adapter.Render(question, reply).Select((message, part) => new OutboxEntry(++_nextId, message with { PreviewId = part == 0 ? preview : null }) { CreatedAt = _bed.Clock.GetUtcNow() })];

    private Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry) => _bed.Adapter.DeliverAsync(entry, static (_, _) => default, default);

    private async Task<string?> PreviewAsync(InboundMessage question, string text, bool expectShown = true)
    {
        await using var stream = _bed.Adapter.OpenReply(question, null, static (_, _) => default);
        stream.Append(text);
        await Bots.Fakes.Eventually.TrueAsync(() => _bed.Dm.BotTexts.Any(Preview.IsUnfinished) && (expectShown || _bed.Fake.Rest.PendingFaults == 0), "a preview");
        return await stream.CompleteAsync(default);
    }
}
