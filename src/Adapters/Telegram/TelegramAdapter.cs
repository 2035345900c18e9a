using System.Globalization;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Intake;
using Bots.Adapters.Telegram.Replies;
using Bots.Adapters.Telegram.Sending;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram;

/// <summary>One Telegram bot account.</summary>
public sealed class TelegramAdapter : IPlatformAdapter, ICommandMenus, IMediaSource, IDisposable
{
    private readonly TelegramOptions _options;
    private readonly ITelegramClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MovedChats _moved = new();
    private readonly TelegramDelivery _delivery;
    private readonly TelegramIntake _intake;
    private readonly TelegramMedia _media;

    /// <summary>An adapter that talks to the server of the options.</summary>
    /// <param name="bot">The account's name in the configuration: <c>telegram</c>, or 1 to 32 characters of a-z and 0-9 for a further one.</param>
    /// <param name="options">The account's options, validated.</param>
    /// <param name="time">The clock for all waiting.</param>
    /// <param name="logger">Where it logs; never the token, never a message's text above Trace.</param>
    /// <exception cref="ArgumentException">The name cannot be part of a session key.</exception>
    public TelegramAdapter(string bot, TelegramOptions options, TimeProvider time, ILogger<TelegramAdapter> logger)
        : this(bot, options, new ThrottledTelegramClient(new TelegramClient(options, time), options, time), time, logger)
    {
    }

    internal TelegramAdapter(string bot, TelegramOptions options, ITelegramClient client, TimeProvider time, ILogger logger)
    {
        TelegramAccount.NameOf(bot);
        (Bot, _options, _client, _time, _logger) = (bot, options, client, time, logger);
        var lost = new LostChats();
        _delivery = new(client, lost, _moved, time);
        _media = new(bot, client, options.LocalFiles, logger);
        _intake = new(bot, options, client, lost, _moved, logger);
        if (options.Mode == TelegramMode.Webhook) Webhook = new(bot, options, client, _intake, time, logger);
    }

    /// <inheritdoc/>
    public string Bot { get; }

    /// <summary>Where Telegram's requests go in webhook mode, else null.</summary>
    internal TelegramWebhook? Webhook { get; }

    /// <inheritdoc/>
    public Task RunAsync(IInboundSink sink, CancellationToken cancellationToken) =>
        Webhook?.RunAsync(sink, cancellationToken) ?? new TelegramPoller(Bot, _options, _client, _intake, _time, _logger).RunAsync(sink, cancellationToken);

    /// <inheritdoc/>
    public IReplyStream OpenReply(InboundMessage message, string? previewId, Func<string, CancellationToken, ValueTask> previewShown)
    {
        var milliseconds = message.IsGroup ? _options.PreviewIntervalGroupMilliseconds : _options.PreviewIntervalPrivateMilliseconds;
        var place = _moved.Follow(TelegramRenderer.PlaceOf(message));
        var settings = new PreviewSettings(_options, TimeSpan.FromMilliseconds(milliseconds), PreviewId.Parse(previewId).In(place.ChatId), previewShown)
        {
            DraftId = !message.IsGroup && long.TryParse(message.Address.MessageId, CultureInfo.InvariantCulture, out var id) && id != 0 ? id : null,
            Asker = PressData.AskerOf(message),
        };
        return new TelegramReplyStream(_client, place, settings, _time, _logger);
    }

    /// <inheritdoc/>
    public IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply) => TelegramRenderer.Render(message, reply, _options.MostMessages);

    /// <inheritdoc/>
    public Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, Func<string, CancellationToken, ValueTask> previewShown, CancellationToken cancellationToken) =>
        _delivery.DeliverAsync(entry, previewShown, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ShowMenusAsync(IReadOnlyList<CommandMenu> menus, CancellationToken cancellationToken) =>
        new TelegramMenus(Bot, _client, _logger).ShowAsync(menus, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]?> FetchAsync(Attachment attachment, int maxBytes, CancellationToken cancellationToken) =>
        _media.FetchAsync(attachment, maxBytes, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();
}
