using System.Diagnostics.Metrics;
using Bots.BotHost.Health;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Telemetry;

/// <summary>What is looked at when somebody asks: the queue and the adapters.</summary>
internal sealed class HostGauges(BotMetrics metrics, TurnQueue queue, AdapterBoard board, StoreHealth store, TimeProvider time)
{
    public void Register()
    {
        metrics.Meter.CreateObservableGauge("bots.queue.waiting", () => queue.Waiting, description: "Messages waiting for their turn.");
        metrics.Meter.CreateObservableGauge("bots.turns.running", () => queue.Running, description: "Turns running now.");
        metrics.Meter.CreateObservableGauge("bots.messages.oldest", () => queue.AgeOfOldest(time).TotalSeconds, "s", "Age of the oldest unanswered message of this host.");
        metrics.Meter.CreateObservableGauge("bots.store.up", () => store.IsDown ? 0 : 1, description: "0 while writing to the store fails.");
        metrics.Meter.CreateObservableGauge("bots.adapter.up", Up, description: "1 while the bot receives, 0 while it does not or has stalled.");
        metrics.Meter.CreateObservableGauge("bots.adapter.silence", Silence, "s", "Time since the last sign of life of a bot that shows such signs.");
    }

    private IEnumerable<Measurement<int>> Up()
    {
        var now = time.GetUtcNow();
        return board.Entries.Select(pair => new Measurement<int>(pair.Value.IsUp && !pair.Value.IsStalled(now) ? 1 : 0, new KeyValuePair<string, object?>("bot", pair.Key)));
    }

    private IEnumerable<Measurement<double>> Silence()
    {
        var now = time.GetUtcNow();
        return board.Entries.Where(static pair => pair.Value.State.NextWithin is not null)
            .Select(pair => new Measurement<double>((now - pair.Value.At).TotalSeconds, new KeyValuePair<string, object?>("bot", pair.Key)));
    }
}
