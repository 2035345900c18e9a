namespace Bots.Adapters.Discord.Gateway;

/// <summary>Makes one state of the states of all shards: the worst counts, and the account shows a sign of life when all of them have.</summary>
internal sealed class ShardBoard(int count, Action<AdapterState> report)
{
    private static readonly AdapterState Paused = new(AdapterHealth.Paused, "The session store is down: messages stay with Discord, the session is resumed where it stopped.");

    private readonly Lock _lock = new();
    private readonly bool[] _paused = new bool[count];
    private readonly AdapterState[] _states = [.. Enumerable.Repeat(new AdapterState(AdapterHealth.Starting, "connecting"), count)];

    private readonly bool[] _heard = new bool[count];

    public int Count => count;

    public void Report(int shard, AdapterState state)
    {
        lock (_lock)
        {
            var before = _states[shard];
            _states[shard] = count == 1 ? state : state with { Detail = $"shard {shard} of {count}: {state.Detail}" };
            _heard[shard] = true;
            if (before == _states[shard] && _heard.Contains(false)) return;
            if (!_heard.Contains(false)) Array.Clear(_heard);
            Report();
        }
    }

    /// <summary>A shard takes nothing in, or takes in again what it receives.</summary>
    public void Pause(int shard, bool paused)
    {
        lock (_lock)
        {
            if (!paused && !_paused[shard]) return;
            _paused[shard] = paused;
            Report();
        }
    }

    private void Report() => report(_states.Select((state, shard) => _paused[shard] && state.Health is AdapterHealth.Up ? Paused : state)
        .MaxBy(static state => Badness(state.Health))!);

    private static int Badness(AdapterHealth health) => health switch
    {
        AdapterHealth.Failed => 4,
        AdapterHealth.Retrying => 3,
        AdapterHealth.Paused => 2,
        AdapterHealth.Starting => 1,
        _ => 0,
    };
}
