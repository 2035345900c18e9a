using Bots.Adapters;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Access;

/// <summary>Counts what each person writes: a bucket of tokens that fills at a steady rate. Lives in memory. Thread-safe.</summary>
/// <remarks>Whoever empties the bucket is told once when it goes on, and until then, when the bucket is full again, nothing more of theirs is
/// taken: so every refused message has been answered for. Parts of one message (an album, a long text) count as one.</remarks>
internal sealed class RateLimiter(AccessRulebook rules, TimeProvider time)
{
    private const int ManyBuckets = 10_000;

    // By then a message that was expected is stored, or will not be.
    private static readonly TimeSpan Expectation = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Bot, string User), Bucket> _buckets = [];
    private int _sweepAt = ManyBuckets;

    /// <summary>Whether a message is too much; then how long it lasts, for the first message that is told, and zero for those after it. Null when it is not.</summary>
    public TimeSpan? Judge(InboundMessage message)
    {
        var limit = rules.For(message.Bot).RateLimit;
        if (limit.MessagesPerMinute == 0) return null;
        lock (_lock)
        {
            var bucket = BucketOf((message.Bot, message.UserId), limit);
            bucket.Arrived(message.DedupeId);
            if (bucket.Parts is { } parts && MessageParts.Continue(parts, message))
            {
                parts.Add(Stripped(message));
                return bucket.RefusesParts ? TimeSpan.Zero : null;
            }

            var verdict = bucket.Take(limit, time.GetTimestamp(), time.TimestampFrequency);
            (bucket.Parts, bucket.RefusesParts) = (MessageParts.Window([message]) is null ? null : [Stripped(message)], verdict is not null);
            return verdict;
        }
    }

    /// <summary>Whether a message that is not stored yet will be too much, for what a platform does before the turn. Nothing is counted: what was expected
    /// before it and is not judged yet is only reckoned with, so several at once are told apart.</summary>
    public bool Expects(InboundMessage message)
    {
        var limit = rules.For(message.Bot).RateLimit;
        if (limit.MessagesPerMinute == 0) return true;
        lock (_lock) return BucketOf((message.Bot, message.UserId), limit).Expect(message.DedupeId, limit, time.GetTimestamp(), time.TimestampFrequency);
    }

    /// <summary>What is written instead of an answer.</summary>
    /// <param name="message">One of the messages.</param>
    /// <param name="pause">How long it lasts; null when that was said already.</param>
    public TurnDraft Refuse(InboundMessage message, TimeSpan? pause)
    {
        var rate = rules.For(message.Bot).RateLimit.MessagesPerMinute;
        return new()
        {
            Failure = TurnFailure.Limited,
            Reply = pause is not { } left ? null : new(
                $"That was more than I take at once: {rate} {(rate == 1 ? "message" : "messages")} a minute from one person. This one is not answered, and neither is what you write before I go on in {Duration.Of(left)}; please send it again then. `/stop` works all the same."),
        };
    }

    // Only what tells parts apart: no text lies here.
    private static InboundMessage Stripped(InboundMessage message) => message with { Text = "", Context = "", Attachments = [], Address = new("") };

    private Bucket BucketOf((string, string) key, RateLimitOptions limit)
    {
        if (_buckets.TryGetValue(key, out var bucket)) return bucket;
        if (_buckets.Count >= _sweepAt) Sweep();
        return _buckets[key] = new(limit.Burst, time.GetTimestamp());
    }

    // A bucket that is full again says no more than none.
    private void Sweep()
    {
        foreach (var ((bot, user), bucket) in _buckets.ToList())
        {
            if (bucket.IsFull(rules.For(bot).RateLimit, time.GetTimestamp(), time.TimestampFrequency)) _buckets.Remove((bot, user));
        }

        _sweepAt = Math.Max(ManyBuckets, _buckets.Count * 2);
    }

    private sealed class Bucket(double tokens, long at)
    {
        private double _tokens = tokens;
        private long _at = at;
        private bool _isPaused;
        private Dictionary<string, long>? _expected;

        public List<InboundMessage>? Parts { get; set; }

        public bool RefusesParts { get; set; }

        public bool IsFull(RateLimitOptions limit, long now, long frequency)
        {
            Fill(limit, now, frequency);
            return _tokens >= limit.Burst;
        }

        public TimeSpan? Take(RateLimitOptions limit, long now, long frequency)
        {
            if (IsFull(limit, now, frequency)) _isPaused = false;
            if (_isPaused) return TimeSpan.Zero;
            if (_tokens < 1)
            {
                _isPaused = true;
                return TimeSpan.FromMinutes((limit.Burst - _tokens) / limit.MessagesPerMinute);
            }

            _tokens--;
            return null;
        }

        /// <summary>True when there is a token for it besides those for what is expected already.</summary>
        public bool Expect(string id, RateLimitOptions limit, long now, long frequency)
        {
            if (!IsFull(limit, now, frequency) && _isPaused) return false;
            _expected ??= [];
            foreach (var (old, since) in _expected.ToList())
            {
                if (now - since > Expectation.TotalSeconds * frequency) _expected.Remove(old);
            }

            return _expected.ContainsKey(id) || (_tokens - _expected.Count >= 1 && _expected.TryAdd(id, now));
        }

        public void Arrived(string id) => _expected?.Remove(id);

        private void Fill(RateLimitOptions limit, long now, long frequency)
        {
            // Rounded: a pause told to the second must be over when the second has come.
            var minutes = (now - _at) / (double)frequency / 60;
            _tokens = Math.Min(limit.Burst, Math.Round(_tokens + (minutes * limit.MessagesPerMinute), 9));
            _at = now;
        }
    }
}
