using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Access;

/// <summary>Tells people that they were let in from the command line, unless they wrote meanwhile and were answered. That they are let in needs no such news: it holds from their next message on.</summary>
internal sealed class ApprovalNews(BotAccounts bots, AccessRulebook rules, AccessBook book, Arrivals arrivals, OwnerNotices notices, StoreHealth health, TimeProvider time) : BackgroundService
{
    /// <summary>How long it takes at most.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!book.CanKeep) return;
        string[] closed = [.. bots.All.Select(static account => account.Adapter.Bot).Where(bot => rules.For(bot).NeedsOwner)];
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var bot in closed) await TryTellAsync(bot);
        }
    }

    private async Task TryTellAsync(string bot)
    {
        if (health.IsDown) return;
        try
        {
            Untold[] untold = [];
            // Taken before it is told: after a crash in between somebody is not told, but nobody is told twice.
            if (!await book.ChangeUntoldAsync(bot, known => (untold = known).Length == 0 ? known : [])) return;
            foreach (var (user, place) in untold)
            {
                if (await book.DecisionAsync(bot, user) is { At: var since } && arrivals.Contains(bot, user, since)) continue;
                await notices.SendAsync(Strangers.Welcome(place, bot, user));
            }
        }
        catch (SessionStoreException exception)
        {
            health.Failed(exception);
        }
    }
}
