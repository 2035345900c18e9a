using System.Globalization;
using Bots.Adapters.Telegram;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Sending;
using Bots.Fakes;
using Bots.Fakes.Telegram;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>Many chats at once through a server that keeps its limits, refuses, and goes away; the time is simulated.</summary>
public sealed class TelegramStormTests(ITestOutputHelper output)
{
    private const int Groups = 3;

    // BOTS_STORM_USERS=1000 makes it the real thing; it takes minutes.
    private static readonly int Users = int.TryParse(Environment.GetEnvironmentVariable("BOTS_STORM_USERS"), CultureInfo.InvariantCulture, out var users) ? users : 60;

    private readonly TestClock _clock = new();
    private int _idle;

    [Fact]
    public async Task Every_final_arrives_once_and_in_order_through_a_storm_of_refusals_and_an_outage()
    {
        await using var fake = await FakeTelegram.StartAsync(time: _clock);
        fake.Limits.Enforced = true;
        var outage = (From: _clock.GetUtcNow().AddSeconds(4), To: _clock.GetUtcNow().AddMinutes(Users < 1000 ? 5 : 30));
        fake.Faults.Next("sendMessage", Fault.TooMany(4), times: 40);
        fake.Faults.Next("editMessageText", Fault.TooMany(2), times: 40);
        fake.Faults.Next(null, Fault.Error(502, "Bad Gateway"), times: int.MaxValue, when: _ => _clock.GetUtcNow() >= outage.From && _clock.GetUtcNow() < outage.To);
        var options = new TelegramOptions { Token = fake.Token, BaseUrl = fake.BaseUrl };
        using var counting = new CountingClient(new TelegramClient(options, _clock));
        using var adapter = new TelegramAdapter("telegram", options, new ThrottledTelegramClient(counting, options, _clock), _clock, NullLogger.Instance);
        var start = _clock.GetUtcNow();

        long[] chats = [.. Enumerable.Range(1, Users).Select(static i => (long)i), .. Enumerable.Range(1, Groups).Select(static i => (long)-i)];
        var all = Task.WhenAll(chats.Select(chat => SendAllAsync(adapter, fake.Chat(chat), chat < 0 ? 12 : 2)));
        while (!all.IsCompleted) await StepAsync(fake, counting);
        await all;

        Assert.All(chats, chat => Assert.Equal(Enumerable.Range(1, chat < 0 ? 12 : 2).Select(static i => $"Answer {i}"), fake.Chat(chat).Messages.Select(static message => message.Text)));
        Assert.InRange(fake.Limits.Refused, 0, fake.Calls.Count / 20); // rights granted at several instants of one step of the clock arrive together at its end
        Assert.Empty(fake.Violations);
        output.WriteLine($"{chats.Length} chats, {fake.Calls.Count} requests, {fake.Calls.Count(static call => call.Error is not null)} refused, "
            + $"{fake.Limits.Refused} beyond the limits, {(_clock.GetUtcNow() - start).TotalMinutes:0.0} simulated minutes");
    }

    // As a host does it: one reply of a chat after the other, each until it is delivered.
    private async Task SendAllAsync(TelegramAdapter adapter, FakeChat chat, int answers)
    {
        var message = TelegramBed.Message(chat.Id);
        for (var i = 1; i <= answers; i++)
        {
            var entry = new OutboxEntry(i, adapter.Render(message, new Reply(string.Create(CultureInfo.InvariantCulture, $"Answer {i}")))[0]);
            while (true)
            {
                var outcome = await adapter.DeliverAsync(entry, PreviewShown, CancellationToken.None);
                if (outcome is DeliveryOutcome.Delivered) break;
                var retry = Assert.IsType<DeliveryOutcome.Retry>(outcome);
                Assert.False(retry.Charged);
                await Task.Delay(Later(retry.NotBefore), _clock);
            }

            ValueTask PreviewShown(string id, CancellationToken cancellationToken)
            {
                entry = entry with { Message = entry.Message with { PreviewId = id } };
                return default;
            }
        }
    }

    private TimeSpan Later(DateTimeOffset notBefore) => notBefore > _clock.GetUtcNow() ? notBefore - _clock.GetUtcNow() : TimeSpan.FromMilliseconds(1);

    // Small steps while requests flow, large ones while all wait.
    private async Task StepAsync(FakeTelegram fake, CountingClient counting)
    {
        var before = fake.Calls.Count;
        do await Task.Delay(1);
        while (counting.IsBusy);
        _idle = fake.Calls.Count == before ? _idle + 1 : 0;
        _clock.Advance(_idle < 50 ? TimeSpan.FromMilliseconds(25) : TimeSpan.FromSeconds(1));
    }
}
