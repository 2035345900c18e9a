using System.Globalization;

namespace Bots.Fakes.Discord.World;

/// <summary>Makes ids as Discord does: milliseconds since 2015 in the upper 42 bits; always growing.</summary>
internal sealed class Snowflakes(TimeProvider time)
{
    private const long DiscordEpoch = 1_420_070_400_000;

    private long _last;

    public string Next()
    {
        var fromTime = (time.GetUtcNow().ToUnixTimeMilliseconds() - DiscordEpoch) << 22;
        _last = Math.Max(fromTime, _last + 1);
        return _last.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A guild id that the sharding formula sends to <paramref name="shard"/> of <paramref name="count"/>.</summary>
    public string NextFor(int shard, int count)
    {
        var id = long.Parse(Next(), CultureInfo.InvariantCulture);
        while ((id >> 22) % count != shard) id += 1L << 22;
        _last = Math.Max(_last, id);
        return id.ToString(CultureInfo.InvariantCulture);
    }
}
