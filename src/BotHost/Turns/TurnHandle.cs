using Bots.Sessions.Delivery;

namespace Bots.BotHost.Turns;

/// <summary>Why a running turn was cut short.</summary>
internal enum TurnCut
{
    None,
    Stopped,
    TimedOut,
    Interrupted,
    Overloaded,
    Limited,
    ShuttingDown,
    ClaimLost,
}

/// <summary>The hold others have on a running turn. The first cut wins.</summary>
internal sealed class TurnHandle : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer? _timer;
    private int _cut;
    private volatile bool _standsAlone;
    private volatile LeaseTerm? _term;
    private volatile IReadOnlyList<InboxClaim> _claims = [];

    public TurnHandle(TimeProvider time, TimeSpan? timeout = null)
    {
        _source = new();
        if (timeout is { } due) _timer = time.CreateTimer(static state => ((TurnHandle)state!).Cut(TurnCut.TimedOut), this, due, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What waits behind the turn in its session; null for a turn beside the lanes.</summary>
    public LaneTail? Tail { get; init; }

    /// <summary>Of a turn whose writer wrote too much: how long that lasts, where it is to be told.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>True when nothing was begun because another host has an older message of the session: to be tried again a little later.</summary>
    public bool IsHeldUp { get; set; }

    /// <summary>The term of the lease in which the turn is known to be this host's; null before it began.</summary>
    public LeaseTerm? Term
    {
        get => _term;
        set => _term = value;
    }

    /// <summary>What the turn has begun; empty until all of it is known.</summary>
    public IReadOnlyList<InboxClaim> Claims
    {
        get => _claims;
        set => _claims = value;
    }

    /// <summary>True while nobody else can have taken the turn over: what it shows is shown by nobody else.</summary>
    public bool MayShow => _term is not { } term || term.Holds;

    public CancellationToken Token => _source.Token;

    /// <summary>Cancelled when the host waits for the turn no longer, whatever it was cut for before.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>True once the turn turned out to be a command, or something else that is no question: it is never answered together with others.</summary>
    public bool StandsAlone
    {
        get => _standsAlone;
        set => _standsAlone = value;
    }

    /// <summary>True once the turn was written: nothing of it waits any more.</summary>
    public bool IsWritten { get; set; }

    public TurnCut Reason => (TurnCut)Volatile.Read(ref _cut);

    public void Cut(TurnCut reason)
    {
        var isFirst = Interlocked.CompareExchange(ref _cut, (int)reason, 0) == 0;
        try
        {
            if (reason is TurnCut.ShuttingDown) _closing.Cancel();
            if (isFirst) _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The turn ended in the same moment: there is nothing left to cut.
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
        _closing.Dispose();
    }
}
