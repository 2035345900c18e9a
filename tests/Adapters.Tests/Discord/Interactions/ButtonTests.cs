using Bots.Adapters;
using Bots.Adapters.Discord;
using Bots.Fakes;
using Bots.Fakes.Discord.World;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Discord.Interactions;

public sealed class ButtonTests : IAsyncLifetime
{
    private const string Edit = "PATCH /channels/{channel_id}/messages/{message_id}";

    private DiscordBed _bed = null!;
    private long _nextId;

    public async Task InitializeAsync()
    {
        _bed = await DiscordBed.ConnectedAsync(static options => options.Commands = [new("sessions", "lists them") { IsPrivate = true }]);
        // A first response has 3 s.
        _bed.SlowDown();
    }

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task A_press_is_a_stored_message_and_then_acknowledged()
    {
        var shown = await ShowAsync(await AskAsync(_bed.Dm, "hello"), new Reply("Choose") { Buttons = [[new("First", "/pick 1"), new("Second", "/pick 2")]] });

        var press = _bed.Fake.UserPresses(shown, _bed.Ann, "Second");
        var pressed = await AcceptedAsync("/pick 2");

        await Eventually.TrueAsync(() => press.ResponseType == 6, "the acknowledgement");
        Assert.Equal((shown.Id, press.Id, $"discord_{_bed.Ann.Id}"), (pressed.Press!.Receipt, pressed.DedupeId, pressed.UserId));
    }

    [Fact]
    public async Task A_press_is_not_acknowledged_before_it_is_stored()
    {
        var shown = await ShowAsync(await AskAsync(_bed.Dm, "hello"), new Reply("Choose") { Buttons = [[new("First", "/pick 1")]] });
        _bed.Sink.IsDown = true;

        var press = _bed.Fake.UserPresses(shown, _bed.Ann, "First");
        await Eventually.TrueAsync(() => _bed.Sink.Health == AdapterHealth.Paused, "the pause");
        Assert.Null(press.ResponseType);
        _bed.Sink.IsDown = false;

        await AcceptedAsync("/pick 1");
    }

    [Fact]
    public async Task A_press_while_the_bot_was_away_is_taken_in_and_answered_once()
    {
        var shown = await ShowAsync(await AskAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> hello"), new Reply("Choose") { Buttons = [[new("First", "/pick 1")]] });
        await _bed.StopAsync();
        var press = _bed.Fake.UserPresses(shown, _bed.Ann, "First");
        _bed.Clock.Advance(TimeSpan.FromSeconds(10));

        _bed.Start();
        await DeliverAsync(await AcceptedAsync("/pick 1"), new Reply("Chosen") { InPlace = true });

        // The three seconds were over: the user saw that it failed, and then that it was done.
        Assert.Null(press.ResponseType);
        Assert.Equal(("Chosen", "[]"), (shown.Content, shown.Components));
    }

    [Fact]
    public async Task Only_the_one_who_was_answered_can_press()
    {
        var shown = await ShowAsync(await AskAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> hello"), new Reply("Choose") { Buttons = [[new("First", "/pick 1")]] });

        var press = _bed.Fake.UserPresses(shown, _bed.Fake.AddUser("Bob"), "First");
        await Eventually.TrueAsync(() => press.Original is not null, "the refusal");

        Assert.Equal((4, true, "Only the one who was answered can use this."), (press.ResponseType, press.IsEphemeral, press.Original!.Content));
        Assert.DoesNotContain("/pick 1", _bed.Sink.Texts);
    }

    [Fact]
    public async Task In_a_shared_conversation_everyone_can_press()
    {
        _bed.Options.Scope = DiscordScope.Channel;
        var shown = await ShowAsync(await AskAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> hello"), new Reply("Choose") { Buttons = [[new("First", "/pick 1")]] });

        _bed.Fake.UserPresses(shown, _bed.Fake.AddUser("Bob"), "First");

        Assert.True((await AcceptedAsync("/pick 1")).IsShared);
    }

    [Fact]
    public async Task More_than_five_rows_become_a_select()
    {
        var buttons = Enumerable.Range(1, 30).Select(static i => (IReadOnlyList<ReplyButton>)[new ReplyButton($"{i}. a title", $"/pick {i}")]).ToArray();
        var shown = await ShowAsync(await AskAsync(_bed.Dm, "hello"), new Reply("Choose") { Buttons = buttons });

        _bed.Fake.UserPresses(shown, _bed.Ann, "27. a title");

        await AcceptedAsync("/pick 27");
    }

    [Fact]
    public async Task More_than_a_message_can_show_is_written_out()
    {
        var buttons = Enumerable.Range(1, 126).Select(static i => (IReadOnlyList<ReplyButton>)[new ReplyButton($"{i}", $"/pick {i}")]).ToArray();

        var shown = await ShowAsync(await AskAsync(_bed.Dm, "hello"), new Reply("Choose") { Buttons = buttons });

        Assert.Contains("`/pick 126`", _bed.Dm.BotTexts[^1], StringComparison.Ordinal);
        Assert.Empty(shown.Components);
    }

    [Fact]
    public async Task Long_labels_are_cut_and_equal_data_is_told_apart()
    {
        var shown = await ShowAsync(await AskAsync(_bed.Dm, "hello"), new Reply("") { Buttons = [[new(new string('l', 200), "/pick 1"), new("again", "/pick 1")]] });

        _bed.Fake.UserPresses(shown, _bed.Ann, "again");

        await AcceptedAsync("/pick 1");
        Assert.Equal("Choose:", shown.Content);
    }

    [Fact]
    public async Task An_answer_in_place_edits_the_message_and_takes_its_buttons_away()
    {
        var shown = await ShowAsync(await AskAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> hello"), new Reply("Choose") { Buttons = [[new("First", "/pick 1")]] });
        _bed.Fake.UserPresses(shown, _bed.Ann, "First");

        await DeliverAsync(await AcceptedAsync("/pick 1"), new Reply("Chosen") { InPlace = true });

        Assert.Equal(("Chosen", "[]"), (shown.Content, shown.Components));
        Assert.Equal(["Chosen"], _bed.Channel.BotTexts);
    }

    [Fact]
    public async Task An_answer_that_is_not_in_place_is_a_message_that_cannot_appear_twice()
    {
        var shown = await ShowAsync(await AskAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> hello"), new Reply("Choose") { Buttons = [[new("First", "/pick 1")]] });
        _bed.Fake.UserPresses(shown, _bed.Ann, "First");
        var entry = EntryFor(await AcceptedAsync("/pick 1"), new Reply("Chosen")).Single();

        await DeliverAsync(entry);
        await DeliverAsync(entry);

        Assert.Equal(["Choose", "Chosen"], _bed.Channel.BotTexts);
    }

    [Fact]
    public async Task What_only_its_user_sees_is_changed_and_answered_for_them_alone()
    {
        var run = _bed.Fake.UserRuns(_bed.Channel, _bed.Ann, "sessions");
        await DeliverAsync(await AcceptedAsync("/sessions"), new Reply("Your conversations") { Buttons = [[new("First", "/sessions 1"), new("Second", "/sessions 2")]] });
        _bed.Fake.UserPresses(run.Original!, _bed.Ann, "First");
        await DeliverAsync(await AcceptedAsync("/sessions 1"), new Reply("You are in the first") { InPlace = true, Buttons = [[new("Second", "/sessions 2")]] });
        var second = _bed.Fake.UserPresses(run.Original!, _bed.Ann, "Second");

        await DeliverAsync(await AcceptedAsync("/sessions 2"), new Reply("You are in the second"));

        Assert.Equal(["You are in the first", "You are in the second"], _bed.Channel.BotTexts);
        Assert.All(_bed.Channel.Messages, static message => Assert.True(message.IsEphemeral));
        Assert.Single(second.FollowUps);
        Assert.DoesNotContain(_bed.Fake.Requests, static request => request.Route == Edit);
    }

    [Fact]
    public async Task A_press_grows_its_answer_in_the_message_it_was_made_on()
    {
        var shown = await ShowAsync(await AskAsync(_bed.Dm, "hello"), new Reply("You changed it") { Buttons = [[new("Answer again", "/edited 1")]] });
        _bed.Fake.UserPresses(shown, _bed.Ann, "Answer again");
        var pressed = await AcceptedAsync("/edited 1");
        await using var stream = _bed.Adapter.OpenReply(pressed, pressed.Press!.Receipt, static (_, _) => default);

        stream.Append("An answer that is long enough to be shown");
        await Eventually.TrueAsync(() => shown.Content.StartsWith("An answer", StringComparison.Ordinal), "a preview");
        Assert.DoesNotContain("Answer again", shown.Components, StringComparison.Ordinal);
        var entry = EntryFor(pressed, new Reply("The answer")).Single();
        await DeliverAsync(entry with { Message = entry.Message with { PreviewId = await stream.CompleteAsync(default) } });

        Assert.Equal(["The answer"], _bed.Dm.BotTexts);
    }

    private async Task<InboundMessage> AskAsync(FakeChannel channel, string text)
    {
        var said = _bed.Fake.UserSays(channel, _bed.Ann, text);
        await Eventually.TrueAsync(() => _bed.Sink.Accepted.Any(message => message.DedupeId == said.Id), "the question");
        return _bed.Sink.Accepted.Single(message => message.DedupeId == said.Id);
    }

    private async Task<InboundMessage> AcceptedAsync(string text)
    {
        await _bed.AcceptedAsync(text);
        return _bed.Sink.Accepted.Single(message => message.Text == text);
    }

    private async Task<FakeMessage> ShowAsync(InboundMessage asked, Reply reply)
    {
        await DeliverAsync(asked, reply);
        return _bed.Fake.Channel(asked.Address.ChatId).Messages[^1];
    }

    private async Task DeliverAsync(InboundMessage message, Reply reply)
    {
        foreach (var entry in EntryFor(message, reply)) await DeliverAsync(entry);
    }

    private async Task DeliverAsync(OutboxEntry entry) =>
        Assert.IsType<DeliveryOutcome.Delivered>(await _bed.Adapter.DeliverAsync(entry, static (_, _) => default, default));

    private IReadOnlyList<OutboxEntry> EntryFor(InboundMessage message, Reply reply) =>
        [.. _bed.Adapter.Render(message, reply).Select(rendered => new OutboxEntry(++_nextId, rendered) { CreatedAt = _bed.Clock.GetUtcNow() })];
}
