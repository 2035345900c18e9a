using Bots.Adapters;
using Bots.BotHost.Telemetry;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Turns;

/// <summary>A turn under way: usually one inbox entry, several when a busy session's waiting messages are answered together.</summary>
/// <param name="Entries">The entries, oldest first; all are completed by the turn's one write.</param>
/// <param name="Messages">Their messages, in the same order; parts of one are joined.</param>
/// <param name="Session">The session the conversation lives in now.</param>
/// <param name="Adapter">The platform they came from.</param>
/// <param name="Handle">Cuts the turn.</param>
internal sealed record Turn(IReadOnlyList<InboxEntry> Entries, IReadOnlyList<InboundMessage> Messages, string Session, IPlatformAdapter Adapter, TurnHandle Handle)
{
    /// <summary>The newest message: where the answer goes.</summary>
    public InboundMessage Message => Messages[^1];

    /// <summary>A preview shown for one of the entries before a restart.</summary>
    public string? PreviewId => Entries.Select(static entry => entry.PreviewId).FirstOrDefault(static id => id is not null);

    /// <summary>The first entry's claim: previews are noted there.</summary>
    public InboxClaim Claim => Entries[0].Claim;

    /// <summary>True when the newest message is the bot owner's.</summary>
    public bool ByOwner { get; init; }

    /// <summary>The trace of the newest message.</summary>
    public required MessageTrace Trace { get; init; }

    /// <summary>What users and logs both show.</summary>
    public string Reference => Trace.Reference;
}
