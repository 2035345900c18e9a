using System.Diagnostics.Metrics;
using Bots.Adapters;
using Bots.BotHost.Health;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Telemetry;

/// <summary>What is looked at when somebody asks: the queue and the adapters.</summary>
internal sealed class HostGauges(BotMetrics metrics, TurnQueue queue, AdapterBoard board, TimeProvider time)
{
    public void Register()
    {
        metrics.Meter.CreateObservableGauge("bots.queue.waiting", () => queue.Waiting, description: "Messages waiting for their turn.");
        metrics.Meter.CreateObservableGauge("bots.turns.running", () => queue.Running, description: "Turns running now.");
        metrics.Meter.CreateObservableGauge("bots.messages.oldest", () => queue.AgeOfOldest(time).TotalSeconds, "s", "Age of the oldest unanswered message of this host.");
        metrics.Meter.CreateObservableGauge("bots.adapter.up", Adapters, description: "1 while the bot receives, 0 while it does not.");
    }

    private IEnumerable<Measurement<int>> Adapters() => board.Entries.Select(static pair =>
        new Measurement<int>(pair.Value.State.Health is AdapterHealth.Up ? 1 : 0, new KeyValuePair<string, object?>("bot", pair.Key)));
}
