namespace Bots.Adapters;

/// <summary>Where adapters put what arrives; the host's side of the intake.</summary>
public interface IInboundSink
{
    /// <summary>Stores the messages durably and in order, dropping those accepted before and <see cref="InboundMessage.IsOverheard"/> edits of what never was accepted; only then may the platform be told.</summary>
    /// <exception cref="Bots.Sessions.SessionStoreException">Nothing was stored: do not acknowledge (a poller keeps its offset, an endpoint
    /// answers 503), try again later. While the store is known to be down this comes at once; the host has logged it.</exception>
    ValueTask AcceptAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken);

    /// <summary>Says that something changed about a chat; returns once the host has taken note of it. Repeating is fine.</summary>
    /// <exception cref="Bots.Sessions.SessionStoreException">It could not be noted: do not acknowledge, try again later.</exception>
    ValueTask NoteAsync(ChatChange change, CancellationToken cancellationToken) => default;

    /// <summary>Says how the adapter is doing; called on every change and at every sign of life.</summary>
    void Report(string bot, AdapterState state);
}

/// <summary>How an adapter is doing.</summary>
/// <param name="Health">Whether it can receive.</param>
/// <param name="Detail">One sentence for operators: who it is connected as, or what is wrong and what to do.</param>
public sealed record AdapterState(AdapterHealth Health, string Detail)
{
    /// <summary>True when the adapter does not receive and yet can deliver.</summary>
    public bool CanSend { get; init; }

    /// <summary>While the adapter works, its next report comes within this time: silence for longer means that it has stalled. Null when it reports changes only.</summary>
    public TimeSpan? NextWithin { get; init; }
}

/// <summary>Whether an adapter can receive.</summary>
public enum AdapterHealth
{
    /// <summary>Not connected yet.</summary>
    Starting,

    /// <summary>Receiving.</summary>
    Up,

    /// <summary>Not receiving now, trying again.</summary>
    Retrying,

    /// <summary>Connected, and taking nothing in until the host's store works again. The host itself says so in its log.</summary>
    Paused,

    /// <summary>Gave up: an operator must act.</summary>
    Failed,
}
