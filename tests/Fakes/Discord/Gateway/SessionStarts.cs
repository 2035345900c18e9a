using System.Text.Json.Nodes;
using Bots.Fakes.Discord.World;

namespace Bots.Fakes.Discord.Gateway;

/// <summary>Counts identifies: so many a day, and max_concurrency of them per five seconds.</summary>
internal sealed class SessionStarts(DiscordWorld world, FakeDiscordOptions options)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Dictionary<int, DateTimeOffset> _last = [];
    private readonly Queue<DateTimeOffset> _today = new();

    /// <summary>Identifies so far.</summary>
    public int Count { get; private set; }

    private int Remaining
    {
        get
        {
            while (_today.TryPeek(out var first) && world.Time.GetUtcNow() - first >= Day) _today.Dequeue();
            return Math.Max(0, options.SessionStarts - _today.Count);
        }
    }

    public bool TryTake(int shard)
    {
        var now = world.Time.GetUtcNow();
        var key = shard % options.MaxConcurrency;
        Count++;
        var isAllowed = Remaining > 0;
        if (!isAllowed) world.Violate("gateway: identify beyond the session start limit (the token would be reset)");
        if (_last.TryGetValue(key, out var last) && now - last < TimeSpan.FromSeconds(5))
        {
            world.Violate($"gateway: two identifies within {(now - last).TotalSeconds:0.###} s for key {key}");
            isAllowed = false;
        }

        _last[key] = now;
        _today.Enqueue(now);
        return isAllowed;
    }

    public JsonObject Describe() => new()
    {
        ["total"] = options.SessionStarts,
        ["remaining"] = Remaining,
        ["reset_after"] = _today.TryPeek(out var first) ? (long)(first + Day - world.Time.GetUtcNow()).TotalMilliseconds : 0,
        ["max_concurrency"] = options.MaxConcurrency,
    };
}
