using Bots.Sessions.Delivery;

namespace Bots.Adapters;

/// <summary>One bot account on one platform: takes messages in, shows answers while they grow, delivers replies.</summary>
/// <remarks>Thread-safe. An adapter keeps nothing that must survive a restart: intake is durable in the host's inbox, replies in its outbox.
/// One that waits within a delivery or a stream asks <see cref="SendPermit"/> before it goes on.</remarks>
public interface IPlatformAdapter
{
    /// <summary>The account's name in the configuration (<c>Bots:&lt;name&gt;</c>).</summary>
    string Bot { get; }

    /// <summary>Takes messages in until cancelled, through any outage; returns only when no handler is running any more.</summary>
    /// <remarks>The platform is told that an update arrived only after <see cref="IInboundSink.AcceptAsync"/> returned.
    /// Ends early (with a reported state) only when no retry can help, such as a token the platform rejects.</remarks>
    Task RunAsync(IInboundSink sink, CancellationToken cancellationToken);

    /// <summary>Starts showing that an answer to <paramref name="message"/> is on its way. Never throws for a platform's refusal: previews are cosmetic.</summary>
    /// <param name="message">What is being answered.</param>
    /// <param name="previewId">A preview shown before a restart, to be continued; null for none.</param>
    /// <param name="previewShown">Called once, and awaited, when a preview became visible: makes its id durable.</param>
    IReplyStream OpenReply(InboundMessage message, string? previewId, Func<string, CancellationToken, ValueTask> previewShown);

    /// <summary>Renders a finished answer into one or more platform messages within the platform's limits, in order. Pure.</summary>
    IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply);

    /// <summary>Delivers one stored reply; the answer says what became of it. Throws only when cancelled.</summary>
    /// <param name="entry">The reply. The same entry may come again after a crash: where the platform allows it, the user sees it once.</param>
    /// <param name="previewShown">Called, and awaited, when a preview was sent that the final text will replace: makes its id durable.</param>
    /// <param name="cancellationToken">Gives up; the entry comes again.</param>
    Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, Func<string, CancellationToken, ValueTask> previewShown, CancellationToken cancellationToken);
}
