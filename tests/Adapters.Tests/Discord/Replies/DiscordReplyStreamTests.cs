using Bots.Adapters;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Discord.Replies;

public sealed class DiscordReplyStreamTests : IAsyncLifetime
{
    private const string Edit = "PATCH /channels/{channel_id}/messages/{message_id}";
    private static readonly string Beginning = new('a', 40);

    private readonly List<string> _shown = [];
    private DiscordBed _bed = null!;

    public async Task InitializeAsync() => _bed = await DiscordBed.CreateAsync(isFast: false);

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task Typing_shows_at_once_and_is_renewed_before_it_fades()
    {
        await using var stream = Open();
        await Eventually.TrueAsync(() => _bed.Dm.Typings == 1 && _bed.Clock.PendingTimers > 0, "typing");

        // The next renewal is planned only once the platform has answered the one before.
        await MoveUntilAsync(() => _bed.Dm.Typings == 2);

        await Eventually.TrueAsync(() => _bed.Dm.Typings == 2, "typing again");
    }

    [Fact]
    public async Task Typing_goes_on_after_limits_and_ends_after_two_failures()
    {
        _bed.Fake.Rest.Limit("shared", TimeSpan.FromSeconds(1), "/typing", times: 3);
        await using var stream = Open();
        await MoveUntilAsync(() => _bed.Dm.Typings == 1);

        _bed.Fake.Rest.Fail(500, "/typing", times: 2);
        await MoveUntilAsync(() => _bed.Fake.Rest.PendingFaults == 0);
        _bed.Clock.Advance(TimeSpan.FromSeconds(40));
        await stream.CompleteAsync(default);

        Assert.Equal(1, _bed.Dm.Typings);
    }

    [Fact]
    public async Task Nothing_is_shown_below_the_first_characters()
    {
        await using (var stream = Open())
        {
            stream.Append("short");
            Assert.Null(await stream.CompleteAsync(default));
        }

        Assert.Empty(_bed.Dm.BotTexts);
    }

    [Fact]
    public async Task The_answer_grows_in_one_message_at_the_interval()
    {
        await using var stream = Open();
        stream.Append(Beginning);
        await Eventually.TrueAsync(() => _shown.Count == 1, "a preview");
        stream.Append(" more");
        stream.Append(" and more");
        await MoveUntilAsync(() => _bed.Dm.BotTexts.Single().Contains("and more", StringComparison.Ordinal));

        Assert.Equal(_bed.Dm.Messages.Single().Id, await stream.CompleteAsync(default));
        Assert.Equal([_bed.Dm.Messages.Single().Id], _shown);
        Assert.Single(_bed.Dm.Messages.Single().Edits);
    }

    [Fact]
    public async Task Nothing_is_shown_while_another_host_may_show_it()
    {
        var isGiven = true;
        await using var stream = SendPermit.Under(() => isGiven, () => Open());
        stream.Append(Beginning);
        await Eventually.TrueAsync(() => _shown.Count == 1, "a preview");
        isGiven = false;
        stream.Append(" more");
        for (var i = 0; i < 10; i++)
        {
            await Eventually.TrueAsync(() => _bed.Clock.PendingTimers > 0, "the next edit is planned");
            _bed.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Empty(_bed.Dm.Messages.Single().Edits);
        isGiven = true;

        await MoveUntilAsync(() => _bed.Dm.BotTexts.Single().Contains("more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_preview_of_an_earlier_process_is_continued()
    {
        string? id;
        await using (var first = Open())
        {
            first.Append(Beginning);
            await Eventually.TrueAsync(() => _shown.Count == 1, "a preview");
            id = await first.CompleteAsync(default);
        }

        await using var second = Open(id);
        second.Append($"{Beginning} again");
        await MoveUntilAsync(() => _bed.Dm.BotTexts.Single().Contains("again", StringComparison.Ordinal));

        Assert.Equal(id, await second.CompleteAsync(default));
        Assert.Single(_shown);
    }

    [Fact]
    public async Task After_three_limits_only_the_final_text_is_sent()
    {
        await using var stream = Open();
        stream.Append(Beginning);
        await Eventually.TrueAsync(() => _shown.Count == 1, "a preview");
        _bed.Fake.Rest.Limit("user", TimeSpan.FromSeconds(1), Edit, times: 3);
        for (var i = 0; i < 3; i++)
        {
            stream.Append($" {i}");
            var left = 2 - i;
            await MoveUntilAsync(() => _bed.Fake.Rest.PendingFaults == 0 || left > 0);
        }

        await MoveUntilAsync(() => _bed.Fake.Rest.PendingFaults == 0);
        stream.Append(" never shown");
        _bed.Clock.Advance(TimeSpan.FromMinutes(5));
        await stream.CompleteAsync(default);

        Assert.Empty(_bed.Dm.Messages.Single().Edits);
    }

    [Fact]
    public async Task An_answer_longer_than_a_message_is_previewed_within_the_limit()
    {
        await using var stream = Open();

        stream.Append($"```\n{string.Join('\n', Enumerable.Repeat("line of code", 400))}");
        await Eventually.TrueAsync(() => _shown.Count == 1, "a preview");

        Assert.InRange(_bed.Dm.BotTexts.Single().Length, 1900, 2000);
    }

    [Fact]
    public async Task A_chat_that_refuses_is_not_tried_again_and_nothing_is_thrown()
    {
        _bed.Dm.Refusal = 50007;
        await using var stream = Open();
        stream.Append(Beginning);
        await Eventually.TrueAsync(() => _bed.Fake.Requests.Count >= 2, "refusals");

        Assert.Null(await stream.CompleteAsync(default));
        Assert.Empty(_shown);
    }

    private IReplyStream Open(string? preview = null)
    {
        var message = new InboundMessage("discord", _bed.Fake.NextId(), "key", "discord_1", "question", new(_bed.Dm.Id));
        return _bed.Adapter.OpenReply(message, preview, (id, _) =>
        {
            _shown.Add(id);
            return default;
        });
    }

    private async Task MoveUntilAsync(Func<bool> condition)
    {
        await Eventually.TrueAsync(() =>
        {
            if (condition()) return true;
            _bed.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return false;
        }, "moving the clock");
    }
}
