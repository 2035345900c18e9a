using System.Text.Json;
using Bots.Sessions;

namespace Bots.Agents.Workflows;

/// <summary>The right to do a workflow in a session, held by one runner at a time: a value in the session's state that its holder changes again
/// and again. One that stands still for the lease's length is of a runner that died.</summary>
/// <remarks>Every runner goes by its own clock alone, so that clocks which differ do no harm.</remarks>
internal sealed class WorkflowLease : IAsyncDisposable
{
    private const int BeatsPerLength = 4;

    private readonly Place _place;
    private readonly string _owner;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _beating;
    private long _version;

    private WorkflowLease(Place place, string owner, long version)
    {
        (_place, _owner, _version) = (place, owner, version);
        Lost = _lost.Token;
        _beating = BeatAsync();
    }

    /// <summary>Cancelled when another runner took over: this one was silent for too long.</summary>
    public CancellationToken Lost { get; }

    /// <summary>A name that no other runner has.</summary>
    public string Owner => _owner;

    /// <summary>Takes the lease, at the latest when the one of a dead runner is over.</summary>
    /// <exception cref="WorkflowBusyException">A runner that is alive holds it, or held it when this one came.</exception>
    public static async Task<WorkflowLease> TakeAsync(Place place, CancellationToken cancellationToken)
    {
        var (owner, watched, since) = (Guid.NewGuid().ToString("N"), (Holder?)null, 0L);
        while (true)
        {
            var present = await place.State.GetStateAsync(place.Scope, place.Key, cancellationToken);
            var holder = Read(present);
            // A fork takes the state of its origin over, but nobody works in it.
            // Whoever held it when this runner came and gave it back since was alive: the work is done, and doing it once more is for the caller to decide.
            if (watched is not null && watched != holder) throw new WorkflowBusyException(place.Workflow, place.SessionId);
            var isFree = holder is null || holder.Session != place.SessionId || (holder == watched && place.Time.GetElapsedTime(since) >= place.Length);
            if (isFree)
            {
                if (await place.WriteAsync(new(place.SessionId, owner, 0), present?.Version ?? 0, cancellationToken) is { } version) return new(place, owner, version);
                continue;
            }

            if (watched is null) (watched, since) = (holder, place.Time.GetTimestamp());
            await Task.Delay(place.Length / (2 * BeatsPerLength), place.Time, cancellationToken);
        }
    }

    /// <summary>Gives it up: what the holder works on is not its own any more.</summary>
    public Task LoseAsync() => _lost.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            // Nothing happens to one that another runner holds by now: it has another version.
            await _place.WriteAsync(null, _version, CancellationToken.None);
        }
        catch (Exception error) when (error is SessionStoreException or ObjectDisposedException)
        {
            // The next runner waits until the lease is over.
        }

        _ending.Dispose();
        _lost.Dispose();
    }

    private async Task BeatAsync()
    {
        var (since, beat) = (_place.Time.GetTimestamp(), 0);
        while (_place.Time.GetElapsedTime(since) < _place.Length)
        {
            await Task.Delay(_place.Length / BeatsPerLength, _place.Time, _ending.Token);
            var now = _place.Time.GetTimestamp();
            try
            {
                if (await _place.WriteAsync(new(_place.SessionId, _owner, ++beat), _version, CancellationToken.None) is not { } version) break;
                (_version, since) = (version, now);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The store may be back before the lease is over.
            }
        }

        await _lost.CancelAsync();
    }

    private static Holder? Read(StateValue? value) => value?.Value is { ValueKind: JsonValueKind.Object } json ? json.Deserialize<Holder>() : null;

    /// <summary>Where a lease is kept.</summary>
    /// <param name="State">The session's store.</param>
    /// <param name="SessionId">The session.</param>
    /// <param name="Workflow">The workflow's name.</param>
    /// <param name="Length">How long a holder may be silent.</param>
    /// <param name="Time">The clock.</param>
    internal sealed record Place(ISessionState State, string SessionId, string Workflow, TimeSpan Length, TimeProvider Time)
    {
        public StateScope Scope => StateScope.Session(SessionId);

        // Progress is kept under "workflow:", and a name holds no colon.
        public string Key => $"workflow-lease:{Workflow}";

        public ValueTask<long?> WriteAsync(Holder? holder, long version, CancellationToken cancellationToken) =>
            State.SetStateAsync(Scope, Key, holder is null ? null : JsonSerializer.SerializeToElement(holder), version, cancellationToken);
    }

    /// <summary>Who holds it.</summary>
    /// <param name="Session">Where.</param>
    /// <param name="Owner">A name that no other runner has.</param>
    /// <param name="Beat">Grows while the holder is alive.</param>
    internal sealed record Holder(string Session, string Owner, int Beat);
}
