using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;
using Bots.Adapters.Discord.Intake;
using Bots.Adapters.Discord.Interactions;
using Bots.Adapters.Discord.Replies;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord;

/// <summary>One Discord bot account.</summary>
public sealed class DiscordAdapter : IPlatformAdapter, IMediaSource, IDisposable
{
    private readonly DiscordHttp _http;
    private readonly DiscordContext _context;
    private readonly InteractionResponder _responder;
    private readonly DiscordDelivery _delivery;
    private readonly DiscordMedia _media;

    /// <summary>An adapter that talks to the server of the options.</summary>
    /// <param name="bot">The account's name in the configuration: <c>discord</c>, or 1 to 32 characters of a-z and 0-9 for a further one.</param>
    /// <param name="options">The account's options, validated.</param>
    /// <param name="resumes">Where resume points are kept over a restart.</param>
    /// <param name="time">The clock for all waiting.</param>
    /// <param name="logger">Where it logs; never the token, never a message's text.</param>
    /// <exception cref="ArgumentException">The name cannot be part of a session key.</exception>
    public DiscordAdapter(string bot, DiscordOptions options, IDiscordResumeStore resumes, TimeProvider time, ILogger<DiscordAdapter> logger)
    {
        DiscordSelf.NameOf(bot);
        _http = new(options, time, logger);
        var client = new DiscordClient(_http);
        _context = new(bot, options, time, logger, resumes) { Messages = client, Channels = client, Files = client, Interactions = client, Members = client, Account = client, Clock = _http.Clock };
        _responder = new(_context);
        _delivery = new(_context, _responder);
        _media = new(_context);
    }

    /// <inheritdoc/>
    public string Bot => _context.Bot;

    /// <inheritdoc/>
    public Task RunAsync(IInboundSink sink, CancellationToken cancellationToken) => new DiscordGateway(_context, _responder).RunAsync(sink, cancellationToken);

    /// <inheritdoc/>
    public IReplyStream OpenReply(InboundMessage message, string? previewId, Func<string, CancellationToken, ValueTask> previewShown) =>
        new DiscordReplyStream(_context, message, previewId, previewShown);

    /// <inheritdoc/>
    public IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply) => DiscordRenderer.Render(message, reply, _context.Options);

    /// <inheritdoc/>
    public Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, Func<string, CancellationToken, ValueTask> previewShown, CancellationToken cancellationToken) =>
        _delivery.DeliverAsync(entry, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]?> FetchAsync(Attachment attachment, int maxBytes, CancellationToken cancellationToken) => _media.FetchAsync(attachment, maxBytes, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();
}
