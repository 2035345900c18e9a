using Bots.Adapters;
using Bots.Adapters.Discord.Replies;
using Bots.Fakes;
using Bots.Fakes.Discord.World;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Discord.Replies;

/// <summary>An answer of Discord that was lost, and more time than it remembers a nonce.</summary>
public sealed class LongOutageTests : IAsyncLifetime
{
    private const string Create = "POST /channels/{channel_id}/messages";

    private DiscordBed _bed = null!;
    private long _nextId;

    public async Task InitializeAsync() => _bed = await DiscordBed.CreateAsync();

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_reply_that_came_through_is_found_and_not_sent_again(bool isGuild, bool isOtherProcess)
    {
        var channel = isGuild ? _bed.Channel : _bed.Dm;
        var entry = EntryFor(Question(channel), "The answer <:pepe:123456789012345678>").Single();
        await LoseAsync(entry);
        for (var i = 0; i < 150; i++) _bed.Fake.UserSays(channel, _bed.Ann, "said meanwhile");
        if (isOtherProcess) await _bed.StopAsync();

        var delivered = await AfterOutageAsync(entry);

        var shown = channel.Messages.Single(static message => message.Author.IsBot);
        Assert.Equal((new DeliveryOutcome.Delivered(shown.Id), "The answer :pepe:"), (delivered, shown.Content));
    }

    [Fact]
    public async Task Every_message_of_an_answer_is_found()
    {
        var entries = EntryFor(Question(_bed.Channel), new Reply("Here it is") { File = new("my export.md", "# All") });
        foreach (var entry in entries) await LoseAsync(entry);
        await _bed.StopAsync();

        foreach (var entry in entries) Assert.False((await AfterOutageAsync(entry)).MayBeTwice);

        Assert.Equal(["Here it is", ""], _bed.Channel.BotTexts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_words_that_answered_an_older_question_are_no_reply_to_a_newer_one(bool isOtherProcess)
    {
        var (older, newer) = (EntryFor(Question(_bed.Dm), "Done.").Single(), EntryFor(Question(_bed.Dm), "Done.").Single());
        var first = Assert.IsType<DeliveryOutcome.Delivered>(await DeliverAsync(older));
        _bed.Fake.Rest.Fail(503, Create);
        Assert.IsType<DeliveryOutcome.Retry>(await DeliverAsync(newer));
        if (isOtherProcess) await _bed.StopAsync();

        var second = await AfterOutageAsync(newer with { OthersShown = [first.Receipt] });

        Assert.Equal(["Done.", "Done."], _bed.Dm.BotTexts);
        Assert.NotEqual(first.Receipt, second.Receipt);
    }

    [Fact]
    public async Task A_reply_that_did_not_come_through_is_sent()
    {
        var entry = EntryFor(Question(_bed.Dm), "The answer").Single();
        _bed.Fake.Rest.Fail(503, Create);
        Assert.IsType<DeliveryOutcome.Retry>(await DeliverAsync(entry));

        var delivered = await AfterOutageAsync(entry);

        Assert.Equal((new DeliveryOutcome.Delivered(_bed.Dm.Messages[^1].Id), "The answer"), (delivered, _bed.Dm.BotTexts.Single()));
    }

    [Fact]
    public async Task The_same_words_to_an_earlier_question_are_not_taken_for_the_reply()
    {
        var (first, second) = (Question(_bed.Dm), Question(_bed.Dm));
        await DeliverAsync(EntryFor(first, "pong").Single());
        await _bed.StopAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(1));
        var entry = EntryFor(second, "pong").Single();

        await AfterOutageAsync(entry);

        Assert.Equal(["pong", "pong"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task A_preview_that_nobody_noted_becomes_the_reply()
    {
        var question = Question(_bed.Channel);
        await using (var stream = _bed.Adapter.OpenReply(question, null, static (_, _) => default))
        {
            stream.Append("A beginning of an answer that is long enough");
            await Eventually.TrueAsync(() => _bed.Channel.BotTexts.Any(Preview.IsUnfinished), "a preview");
            await stream.CompleteAsync(default);
        }

        await _bed.StopAsync();

        var delivered = await AfterOutageAsync(EntryFor(question, "A beginning of an answer that is long enough, and its end").Single());

        Assert.Equal((false, "A beginning of an answer that is long enough, and its end"), (delivered.MayBeTwice, _bed.Channel.BotTexts.Single()));
    }

    [Fact]
    public async Task Where_nobody_can_look_the_reply_is_sent_and_said_to_be_doubtful()
    {
        var entry = EntryFor(Question(_bed.Channel), "The answer").Single();
        await LoseAsync(entry);
        _bed.Channel.HidesHistory = true;

        var delivered = await AfterOutageAsync(entry);

        Assert.True(delivered.MayBeTwice);
        Assert.Equal(["The answer", "The answer"], _bed.Channel.BotTexts);
    }

    private async Task LoseAsync(OutboxEntry entry)
    {
        _bed.Fake.Rest.LoseAnswer(Create);
        Assert.True(Assert.IsType<DeliveryOutcome.Retry>(await DeliverAsync(entry)).IsUncertain);
    }

    private async Task<DeliveryOutcome.Delivered> AfterOutageAsync(OutboxEntry entry)
    {
        _bed.Clock.Advance(TimeSpan.FromMinutes(10));
        return Assert.IsType<DeliveryOutcome.Delivered>(await DeliverAsync(entry with { IsUncertain = true }));
    }

    private InboundMessage Question(FakeChannel channel)
    {
        var said = _bed.Fake.UserSays(channel, _bed.Ann, $"<@{_bed.Fake.Bot.Id}> a question");
        return new("discord", said.Id, "key", "discord_1", "a question", new(channel.Id, null, said.Id)) { IsGroup = channel.Guild is not null };
    }

    private OutboxEntry[] EntryFor(InboundMessage question, string answer) => EntryFor(question, new Reply(answer));

    private OutboxEntry[] EntryFor(InboundMessage question, Reply reply) =>
        [.. _bed.Adapter.Render(question, reply).Select(message => new OutboxEntry(++_nextId, message) { CreatedAt = _bed.Clock.GetUtcNow() })];

    private Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry) => _bed.Adapter.DeliverAsync(entry, static (_, _) => default, default);
}
