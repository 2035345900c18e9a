using Bots.BotHost.Stores;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Turns;

/// <summary>After the lease may have ended, cuts the turns that another host has taken over, and lets the others go on.</summary>
internal sealed class TurnClaims(DeliveryStores stores, RunningTurns running, LeaseClock lease)
{
    /// <summary>Looks at the running turns that began before the lease may have ended; costs nothing while it never did.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var term = lease.Current;
        await Task.WhenAll(running.All.Where(turn => turn.Claims.Count > 0 && turn.Reason is TurnCut.None && turn.Term != term).Select(turn => CheckAsync(turn, term, cancellationToken)));
    }

    private async Task CheckAsync(TurnHandle turn, LeaseTerm term, CancellationToken cancellationToken)
    {
        foreach (var claim in turn.Claims)
        {
            if (await stores.Inbox.UpdateAsync(claim, new InboxChange.Unchanged(), cancellationToken)) continue;
            turn.Cut(TurnCut.ClaimLost);
            return;
        }

        turn.Term = term;
    }
}
