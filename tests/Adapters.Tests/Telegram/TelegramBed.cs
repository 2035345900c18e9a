using Bots.Adapters.Telegram;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Sending;
using Bots.Fakes;
using Bots.Fakes.Telegram;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>A fake server, an adapter that talks to it, and a host that records; at the end every request must have been valid.</summary>
internal sealed class TelegramBed : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _entries;

    private TelegramBed(FakeTelegram fake, Action<TelegramOptions>? configure, bool throttled)
    {
        Fake = fake;
        var options = new TelegramOptions { Token = fake.Token, BaseUrl = fake.BaseUrl };
        configure?.Invoke(options);
        ITelegramClient client = new TelegramClient(options, Clock);
        Adapter = new("telegram", options, throttled ? new ThrottledTelegramClient(client, options, Clock) : client, Clock, NullLogger.Instance);
    }

    public FakeTelegram Fake { get; }

    public TelegramAdapter Adapter { get; }

    public TestClock Clock { get; } = new();

    public RecordingSink Sink { get; } = new();

    /// <summary>The ids made durable, in order.</summary>
    public List<string> Previews { get; } = [];

    /// <summary>True for tests that provoke invalid requests on purpose.</summary>
    public bool ViolationsExpected { get; set; }

    /// <param name="configure">Changes the options.</param>
    /// <param name="throttled">Whether requests wait for their turn; then the clock must move on.</param>
    public static async Task<TelegramBed> StartAsync(Action<TelegramOptions>? configure = null, bool throttled = false) =>
        new(await FakeTelegram.StartAsync(), configure, throttled);

    public void Run() => _running = Adapter.RunAsync(Sink, _stop.Token);

    /// <summary>Moves the clock on in small steps until the condition holds.</summary>
    public Task AdvanceUntilAsync(Func<bool> condition, string what, double stepSeconds = 0.5) => Eventually.TrueAsync(
        () =>
        {
            if (condition()) return true;
            Clock.Advance(TimeSpan.FromSeconds(stepSeconds));
            return condition();
        },
        what);

    public static InboundMessage Message(long chatId = 7, string? thread = null, string? messageId = null) =>
        new("telegram", "1", "bot_telegram_7", "telegram_7", "Hi", new(chatId.ToString(System.Globalization.CultureInfo.InvariantCulture), thread, messageId)) { IsGroup = chatId < 0 };

    public OutboxEntry Entry(string markdown, InboundMessage? message = null, string? previewId = null)
    {
        var entry = Entry(new Reply(markdown), message);
        return entry with { Message = entry.Message with { PreviewId = previewId } };
    }

    public OutboxEntry Entry(Reply reply, InboundMessage? message = null) => new(++_entries, Adapter.Render(message ?? Message(), reply)[0]);

    public Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry) => Adapter.DeliverAsync(entry, PreviewShown, CancellationToken.None);

    public IReplyStream OpenReply(InboundMessage? message = null, string? previewId = null) => Adapter.OpenReply(message ?? Message(), previewId, PreviewShown);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Adapter.Dispose();
        await Fake.DisposeAsync();
        _stop.Dispose();
        if (!ViolationsExpected) Assert.Empty(Fake.Violations);
    }

    private ValueTask PreviewShown(string id, CancellationToken cancellationToken)
    {
        lock (Previews) Previews.Add(id);
        return default;
    }
}
