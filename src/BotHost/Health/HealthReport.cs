using System.Globalization;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Health;

/// <summary>How the host is: its store, its bots, and how long people wait.</summary>
internal sealed class HealthReport(AdapterBoard board, TurnQueue queue, DeliveryStores stores, StoreHealth health, IOptions<HealthOptions> options, TimeProvider time)
{
    private const string Up = "Up";

    // Whoever asks waits no longer than 5 s: the command, and most containers.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Everything an operator wants to know; unhealthy when anything of it needs them.</summary>
    public async Task<(bool IsHealthy, string Text)> WriteAsync(CancellationToken cancellationToken)
    {
        var (now, oldest, store) = (time.GetUtcNow(), queue.AgeOfOldest(time), await StoreAsync(cancellationToken));
        var fine = store == Up && oldest <= options.Value.OldestUnanswered && board.Entries.Values.All(entry => entry.Problem(now, options.Value.DownAfter) is null);
        IEnumerable<string> lines =
        [
            fine ? "healthy" : "unhealthy",
            $"store: {store}",
            .. Bots(entry => entry.Describe(now, options.Value.DownAfter)),
            string.Create(CultureInfo.InvariantCulture, $"oldest unanswered message: {oldest.TotalSeconds:0} s (at most {options.Value.OldestUnanswered.TotalSeconds:0} s), {queue.Waiting} waiting, {queue.Running} being answered"),
        ];
        return (fine, Joined(lines));
    }

    /// <summary>The process works, and no bot needs a restart of it.</summary>
    public (bool IsHealthy, string Text) Live() =>
        (board.Entries.Values.All(entry => !entry.IsStalled(time.GetUtcNow()) && entry.State.Health is not Adapters.AdapterHealth.Failed), Joined(Bots(Short)));

    /// <summary>Store and bots work right now.</summary>
    public async Task<(bool IsHealthy, string Text)> ReadyAsync(CancellationToken cancellationToken)
    {
        var store = await StoreAsync(cancellationToken);
        return (store == Up && board.Entries.Values.All(entry => entry.IsUp && !entry.IsStalled(time.GetUtcNow())), Joined(Bots(Short).Prepend($"store: {store}")));
    }

    private async Task<string> StoreAsync(CancellationToken cancellationToken)
    {
        if (health.Problem is { } known) return known;
        try
        {
            await stores.Sessions.SessionExistsAsync("bots_readyz", cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
            return health.Problem ?? Up;
        }
        catch (TimeoutException)
        {
            return StoreHealth.Silent(stores.Location, Patience).Message;
        }
        catch (SessionStoreException exception)
        {
            return exception.Message;
        }
    }

    private IEnumerable<string> Bots(Func<AdapterEntry, string> describe) =>
        board.Entries.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {describe(pair.Value)}");

    private string Short(AdapterEntry entry) => $"{(entry.IsStalled(time.GetUtcNow()) ? "Stalled" : entry.State.Health)} {entry.State.Detail}";

    private static string Joined(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";
}
