using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Bots.Adapters.Telegram;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Sending;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Telegram;

public sealed class SendWaitTests
{
    [Fact]
    public async Task How_long_a_reply_waits_for_its_place_is_measured()
    {
        var clock = new TestClock();
        var waits = new ConcurrentQueue<double>();
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listening) => { if (instrument.Name == "bots.send.wait") listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            if (tags[0] is { Key: "platform", Value: "telegram" }) waits.Enqueue(seconds);
        });
        listener.Start();
        using var client = new ThrottledTelegramClient(new Silent(), new TelegramOptions { MessagesPerSecond = 1 }, clock);

        // The token's burst is five; the sixth of other chats has to wait for a second.
        var sending = Task.WhenAll(Enumerable.Range(1, 6).Select(chat => client.CallAsync(new SendMessage(chat, "hello"), default)));
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1.05));
        await sending;

        // Other tests send at the same time; none of them waits for exactly as long.
        Assert.Contains(waits, static seconds => seconds is > 0.9 and < 1.1);
    }

    [Fact]
    public async Task A_reply_that_waited_for_its_place_is_held_back_where_it_may_be_another_hosts_by_then()
    {
        var (clock, server, isGiven) = (new TestClock(), new Silent(), true);
        using var client = new ThrottledTelegramClient(server, new TelegramOptions { MessagesPerSecond = 1 }, clock);
        var sending = SendPermit.Under(() => isGiven, () => Task.WhenAll(Enumerable.Range(1, 6).Select(chat => client.CallAsync(new SendMessage(chat, "hello"), default))));
        Assert.Equal(5, server.Calls);

        isGiven = false;
        clock.Advance(TimeSpan.FromSeconds(1.05));

        var refusal = await Assert.ThrowsAsync<TelegramApiException>(() => sending);
        Assert.Equal((5, true, SendPermit.Pause), (server.Calls, refusal.IsOurs, refusal.RetryAfter));
    }

    private sealed class Silent : ITelegramClient
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public Task<TResult> CallAsync<TResult>(TelegramRequest<TResult> request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            return Task.FromResult(default(TResult)!);
        }

        public Task<byte[]?> DownloadAsync(string path, int maxBytes, CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);

        public void Dispose()
        {
        }
    }
}
