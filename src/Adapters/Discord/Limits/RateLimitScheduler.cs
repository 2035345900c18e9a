using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Limits;

/// <summary>Gives requests of one token their place within Discord's limits: buckets learned from answers, and 50 a second in all.</summary>
/// <remarks>Thread-safe. Until an answer named a route's bucket, its requests go one at a time.</remarks>
internal sealed class RateLimitScheduler(TimeProvider time)
{
    private const int MostBuckets = 2_000;
    private const int GlobalLimit = 50;
    private static readonly TimeSpan GlobalWindow = TimeSpan.FromMilliseconds(1_050);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _bucketOfRoute = [];
    private readonly Dictionary<(string Bucket, string Major), RateLimitBucket> _buckets = [];
    private readonly Queue<DateTimeOffset> _lastSecond = new();
    private DateTimeOffset _globalBlockedUntil;

    /// <summary>Waits for a place; dispose it when the answer came.</summary>
    /// <exception cref="DiscordApiException">The place would come later than <paramref name="patience"/> allows; nothing was sent.</exception>
    public async Task<Place> EnterAsync(DiscordCall call, TimeSpan patience, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + patience;
        while (true)
        {
            var bucket = Find(call);
            await PassTurnstileAsync(bucket, call, end, cancellationToken);
            try
            {
                if (await WaitAsync(bucket, call, end, cancellationToken) is { } place) return place;
            }
            finally
            {
                bucket.Turnstile.Release();
            }
        }
    }

    private async Task PassTurnstileAsync(RateLimitBucket bucket, DiscordCall call, DateTimeOffset end, CancellationToken cancellationToken)
    {
        if (bucket.Turnstile.Wait(0, CancellationToken.None)) return;
        var left = end - time.GetUtcNow();
        if (left <= TimeSpan.Zero) throw TooLate(call, TimeSpan.FromSeconds(1));
        using var timeout = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await bucket.Turnstile.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooLate(call, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Waits at the head of the queue; null when the route's bucket turned out to be another one.</summary>
    private async Task<Place?> WaitAsync(RateLimitBucket bucket, DiscordCall call, DateTimeOffset end, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            Task changed;
            lock (_lock)
            {
                if (Find(call) != bucket) return null;
                var now = time.GetUtcNow();
                wait = WaitFrom(bucket, call, now);
                if (wait == TimeSpan.Zero) return Enter(bucket, call, now);
                changed = bucket.Changed;
                if (now >= end || (wait != Timeout.InfiniteTimeSpan && now + wait > end)) throw TooLate(call, wait == Timeout.InfiniteTimeSpan ? TimeSpan.FromSeconds(1) : wait);
                if (wait == Timeout.InfiniteTimeSpan) wait = end - now;
            }

            await WaitAsync(changed, wait, cancellationToken);
        }
    }

    private async Task WaitAsync(Task changed, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, Task.Delay(wait, time, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private TimeSpan WaitFrom(RateLimitBucket bucket, DiscordCall call, DateTimeOffset now)
    {
        var wait = bucket.WaitFrom(now);
        if (!call.IsBot || wait != TimeSpan.Zero) return wait;
        if (now < _globalBlockedUntil) return _globalBlockedUntil - now;
        while (_lastSecond.TryPeek(out var first) && now - first >= GlobalWindow) _lastSecond.Dequeue();
        return _lastSecond.Count < GlobalLimit ? TimeSpan.Zero : _lastSecond.Peek() + GlobalWindow - now;
    }

    private Place Enter(RateLimitBucket bucket, DiscordCall call, DateTimeOffset now)
    {
        if (call.IsBot) _lastSecond.Enqueue(now);
        bucket.Enter();
        return new(this, bucket, call);
    }

    private RateLimitBucket Find(DiscordCall call)
    {
        lock (_lock)
        {
            var key = (_bucketOfRoute.GetValueOrDefault(RouteOf(call), RouteOf(call)), call.Major);
            if (_buckets.TryGetValue(key, out var bucket)) return bucket;
            if (_buckets.Count >= MostBuckets) Prune();
            return _buckets[key] = new();
        }
    }

    private void Learn(Place place, RateLimitHeaders headers)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var bucket = headers.Bucket is { } name ? Rename(place, name) : place.Bucket;
            bucket.Learn(headers, now);
            if (headers.RetryAfter is not { } wait) return;
            if (headers.IsGlobal) _globalBlockedUntil = now + wait > _globalBlockedUntil ? now + wait : _globalBlockedUntil;
            else bucket.Block(now + wait);
        }
    }

    private RateLimitBucket Rename(Place place, string name)
    {
        _bucketOfRoute[RouteOf(place.Call)] = name;
        var key = (name, place.Call.Major);
        return _buckets.TryGetValue(key, out var known) ? known : _buckets[key] = place.Bucket;
    }

    private void Leave(Place place)
    {
        lock (_lock) place.Bucket.Leave();
    }

    private void Prune()
    {
        var now = time.GetUtcNow();
        foreach (var (key, _) in _buckets.Where(bucket => bucket.Value.IsIdle(now)).ToArray()) _buckets.Remove(key);
    }

    private static string RouteOf(DiscordCall call) => $"{call.Method} {call.Route}";

    private static DiscordApiException TooLate(DiscordCall call, TimeSpan wait) => new(429, 0, $"{call.Route} must wait for its place.") { RetryAfter = wait };

    /// <summary>The right to send one request.</summary>
    internal sealed class Place(RateLimitScheduler scheduler, RateLimitBucket bucket, DiscordCall call) : IDisposable
    {
        public RateLimitBucket Bucket => bucket;

        public DiscordCall Call => call;

        /// <summary>Takes over what the answer says.</summary>
        public void Learn(RateLimitHeaders headers) => scheduler.Learn(this, headers);

        public void Dispose() => scheduler.Leave(this);
    }
}
