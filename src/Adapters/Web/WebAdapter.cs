using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Web;

/// <summary>The web chat that the host serves itself: every browser is a user of its own, all its tabs show one conversation.</summary>
/// <remarks>The page and its endpoints come with <c>MapWebChat</c>. A reply counts as delivered when a tab says that it shows it; with no tab
/// connected it is parked until <see cref="BrowserConnected"/> says that the browser is back.</remarks>
/// <param name="bot">The account's name in the configuration.</param>
/// <param name="platform">The platform part of the session keys, usually <see cref="PlatformName.Web"/>.</param>
/// <param name="time">The clock.</param>
public sealed class WebAdapter(string bot, PlatformName platform, TimeProvider time) : IPlatformAdapter
{
    private readonly WebIntake _intake = new();

    /// <summary>A browser has a tab open, so parked replies of this chat (<see cref="OutboxMessage.Chat"/>) can be delivered. Handlers return at once.</summary>
    /// <remarks>Comes several times in the first half minute of a connection, because a reply may be parked just while the tab connects.</remarks>
    public event Action<string>? BrowserConnected;

    /// <inheritdoc/>
    public string Bot => bot;

    internal WebRooms Rooms { get; } = new();

    internal TimeProvider Time => time;

    /// <inheritdoc/>
    public async Task RunAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        _intake.Open(sink);
        sink.Report(bot, new(AdapterHealth.Up, "Serving the web chat."));
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _intake.CloseAsync();
        Rooms.DisconnectAll();
    }

    /// <inheritdoc/>
    public IReplyStream OpenReply(InboundMessage message, string? previewId, Func<string, CancellationToken, ValueTask> previewShown) =>
        new WebReplyStream(Rooms, message, time);

    /// <inheritdoc/>
    public IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply) =>
        [new(bot, message.Address.ChatId, WebPayload.Write(message, reply)) { SessionKey = message.SessionKey }];

    /// <inheritdoc/>
    public async Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, Func<string, CancellationToken, ValueTask> previewShown, CancellationToken cancellationToken)
    {
        if (WebPayload.Read(entry.Message.Payload) is not { } payload) return new DeliveryOutcome.Parked("The stored reply cannot be read.");
        var reply = new WaitingReply(entry.Id, payload.ToEvent(entry.Id));
        var chat = entry.Message.Chat;
        if (!Rooms.Show(chat, reply)) return new DeliveryOutcome.Parked("The browser is away.");
        try
        {
            if (await reply.WaitAsync(time, cancellationToken)) return new DeliveryOutcome.Delivered($"web:{entry.Id}");
        }
        finally
        {
            Rooms.End(chat, reply);
        }

        // A page that says nothing is asleep or gone. If it wakes up it connects anew, and the reply comes again.
        Rooms.Disconnect(chat);
        return new DeliveryOutcome.Parked("The browser does not answer.");
    }

    /// <summary>Stores what a browser wrote and shows it in all its tabs; false while the host is starting or stopping.</summary>
    internal async Task<bool> AcceptAsync(Browser browser, string messageId, string text, CancellationToken cancellationToken)
    {
        if (!await _intake.TryAcceptAsync(browser.ToInbound(bot, platform, messageId, text, time.GetUtcNow()), cancellationToken)) return false;
        Rooms.Post(browser.Chat, WebEvent.Message(messageId, text));
        return true;
    }

    /// <summary>Stores the wish to stop; false while the host is starting or stopping.</summary>
    internal Task<bool> StopAsync(Browser browser, CancellationToken cancellationToken) =>
        _intake.TryAcceptAsync(browser.ToInbound(bot, platform, $"stop-{Guid.NewGuid():N}", "/stop", time.GetUtcNow()), cancellationToken);

    internal string SessionKeyOf(Browser browser) => SessionKey.ForUser(platform, browser.Number).Value;

    internal void SayConnected(Browser browser) => BrowserConnected?.Invoke(browser.Chat);
}
