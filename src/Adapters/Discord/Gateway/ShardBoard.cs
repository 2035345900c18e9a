namespace Bots.Adapters.Discord.Gateway;

/// <summary>Makes one state of the states of all shards: the worst counts.</summary>
internal sealed class ShardBoard(int count, Action<AdapterState> report)
{
    private readonly Lock _lock = new();
    private readonly AdapterState[] _states = [.. Enumerable.Repeat(new AdapterState(AdapterHealth.Starting, "connecting"), count)];

    public int Count => count;

    public void Report(int shard, AdapterState state)
    {
        lock (_lock)
        {
            _states[shard] = count == 1 ? state : state with { Detail = $"shard {shard} of {count}: {state.Detail}" };
            report(_states.MaxBy(static state => Badness(state.Health))!);
        }
    }

    private static int Badness(AdapterHealth health) => health switch
    {
        AdapterHealth.Failed => 3,
        AdapterHealth.Retrying => 2,
        AdapterHealth.Starting => 1,
        _ => 0,
    };
}
