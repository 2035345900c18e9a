using System.Globalization;
using Bots.Fakes.Discord.World;

namespace Bots.Fakes.Discord.Rest;

/// <summary>Buckets per route and top-level resource, the global limit, and the count of invalid requests.</summary>
internal sealed class RestLimits(DiscordWorld world, FakeDiscordOptions options)
{
    private const int Global = 50;
    private const int MostInvalid = 10_000;

    private readonly Dictionary<string, Bucket> _buckets = [];
    private readonly Queue<DateTimeOffset> _lastSecond = new();
    private readonly Queue<DateTimeOffset> _invalid = new();

    /// <summary>Requests beyond a limit, that a good client never makes once it knows the limit.</summary>
    public int Overruns { get; private set; }

    /// <summary>Counts the request; a 429 when it is one too many.</summary>
    public RestAnswer? Take(RestCall call)
    {
        if (!options.LimitsRates) return null;
        var now = world.Time.GetUtcNow();
        if (!IsInteraction(call.Route))
        {
            while (_lastSecond.TryPeek(out var first) && now - first >= TimeSpan.FromSeconds(1)) _lastSecond.Dequeue();
            if (_lastSecond.Count >= Global) return Overrun(TimeSpan.FromSeconds(1) - (now - _lastSecond.Peek()), "global");
            _lastSecond.Enqueue(now);
        }

        var bucket = BucketOf(call, now);
        return bucket.Left-- > 0 ? null : Overrun(bucket.ResetAt - now, "user");
    }

    /// <summary>Says in the headers where the bucket stands.</summary>
    public void Describe(RestCall call, RestAnswer answer)
    {
        if (!options.LimitsRates) return;
        var now = world.Time.GetUtcNow();
        var bucket = BucketOf(call, now);
        answer.Headers["X-RateLimit-Limit"] = bucket.Limit.ToString(CultureInfo.InvariantCulture);
        answer.Headers["X-RateLimit-Remaining"] = Math.Max(0, bucket.Left).ToString(CultureInfo.InvariantCulture);
        answer.Headers["X-RateLimit-Reset"] = (bucket.ResetAt.ToUnixTimeMilliseconds() / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
        answer.Headers["X-RateLimit-Reset-After"] = Math.Max(0, (bucket.ResetAt - now).TotalSeconds).ToString("0.000", CultureInfo.InvariantCulture);
        answer.Headers["X-RateLimit-Bucket"] = bucket.Hash;
    }

    public void CountInvalid(RestAnswer answer)
    {
        if (answer.Status is not (401 or 403 or 429) || answer.Headers.GetValueOrDefault("X-RateLimit-Scope") == "shared") return;
        var now = world.Time.GetUtcNow();
        _invalid.Enqueue(now);
        while (now - _invalid.Peek() >= TimeSpan.FromMinutes(10)) _invalid.Dequeue();
        if (_invalid.Count == MostInvalid) world.Violate("rest: 10,000 invalid requests in 10 minutes (the address would be banned)");
    }

    private RestAnswer Overrun(TimeSpan retryAfter, string scope)
    {
        Overruns++;
        return RestAnswer.Limited(retryAfter, scope);
    }

    private Bucket BucketOf(RestCall call, DateTimeOffset now)
    {
        var (hash, limit, seconds) = Plan(call.Route);
        var key = $"{hash}:{call.Match.Major}";
        if (!_buckets.TryGetValue(key, out var bucket)) _buckets[key] = bucket = new(hash, limit) { ResetAt = now + TimeSpan.FromSeconds(seconds), Left = limit };
        if (now < bucket.ResetAt) return bucket;
        bucket.ResetAt = now + TimeSpan.FromSeconds(seconds);
        bucket.Left = limit;
        return bucket;
    }

    // Two routes that share a bucket are among them on purpose.
    private static (string Hash, int Limit, double Seconds) Plan(string route) => route switch
    {
        "POST /channels/{channel_id}/messages" => ("80c17d2f203122d936070c88c8d10f33", 5, 5),
        "PATCH /channels/{channel_id}/messages/{message_id}" => ("c4ee1a6f0b9c2d8a", 5, 5),
        "POST /channels/{channel_id}/typing" => ("d7f3b00c5e1a", 5, 5),
        "GET /channels/{channel_id}/messages" or "GET /channels/{channel_id}/messages/{message_id}" => ("9b7a3e11aa", 10, 5),
        _ => (route.GetHashCode(StringComparison.Ordinal).ToString("x8", CultureInfo.InvariantCulture), 30, 2),
    };

    private static bool IsInteraction(string route) => route.Contains(" /interactions/", StringComparison.Ordinal) || route.Contains(" /webhooks/", StringComparison.Ordinal);

    private sealed class Bucket(string hash, int limit)
    {
        public string Hash => hash;

        public int Limit => limit;

        public int Left { get; set; }

        public DateTimeOffset ResetAt { get; set; }
    }
}
