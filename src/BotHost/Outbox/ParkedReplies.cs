using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Outbox;

/// <summary>Tries parked replies of a chat again when it shows a sign of life: whoever writes can be written to again.</summary>
internal sealed class ParkedReplies(DeliveryStores stores, HostIdentity host, StoreHealth health, OutboxSender sender)
{
    private const int MostSigns = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Bot, string Chat)> _signs = [];
    private bool _isRunning;

    /// <summary>True while no sign is to be looked at.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock) return !_isRunning;
        }
    }

    /// <summary>A chat lives. Cheap, never waits: what cannot be tried now is tried at the next sign.</summary>
    public void Revive(string bot, string chat)
    {
        lock (_lock)
        {
            if (_signs.Count >= MostSigns || !_signs.Add((bot, chat)) || _isRunning) return;
            _isRunning = true;
        }

        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    private async Task RunAsync()
    {
        while (Next() is { } sign)
        {
            try
            {
                await ReviveAsync(sign.Bot, sign.Chat);
            }
            catch (SessionStoreException exception)
            {
                health.Failed(exception);
            }
            catch (ObjectDisposedException)
            {
                // The host has ended; the replies are still there at the next start.
            }
        }
    }

    private async Task ReviveAsync(string bot, string chat)
    {
        // What hosts died of is an operator's to try again.
        var parked = (await stores.Outbox.ListParkedAsync(bot, chat)).Where(static entry => entry.Begun < ReplyDelivery.MostDeaths).ToList();
        foreach (var entry in parked) await stores.Outbox.ReviveAsync(entry.Id, host.Owner);
        if (parked.Count > 0) sender.Rescan();
    }

    private (string Bot, string Chat)? Next()
    {
        lock (_lock)
        {
            _isRunning = _signs.Count > 0;
            if (!_isRunning) return null;
            var sign = _signs.First();
            _signs.Remove(sign);
            return sign;
        }
    }
}
