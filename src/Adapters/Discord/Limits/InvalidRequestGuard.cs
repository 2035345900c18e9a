using System.Net;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Limits;

/// <summary>Stops before Discord does: 10,000 invalid requests in 10 minutes ban the address, and a rejected token is not tried in a loop.</summary>
internal sealed class InvalidRequestGuard(TimeProvider time)
{
    /// <summary>Invalid requests in ten minutes after which none is sent any more.</summary>
    public const int Most = 9_500;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RejectedWait = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _invalid = new();
    private DateTimeOffset _rejectedUntil;

    /// <summary>Throws when nothing may be sent now.</summary>
    /// <exception cref="DiscordApiException">With the time to wait.</exception>
    public void Check(bool isBot)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            while (_invalid.TryPeek(out var first) && now - first >= Window) _invalid.Dequeue();
            if (_invalid.Count >= Most)
                throw new DiscordApiException(429, 0, "Too many refused requests; waiting, because Discord bans the address at 10,000 in 10 minutes.") { RetryAfter = _invalid.Peek() + Window - now };
            if (isBot && now < _rejectedUntil)
                throw new DiscordApiException(401, 0, "Discord rejects the token.") { RetryAfter = _rejectedUntil - now };
        }
    }

    /// <summary>Counts an answer.</summary>
    public void Count(HttpStatusCode status, RateLimitHeaders headers, bool isBot)
    {
        if (status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests) || headers.IsShared) return;
        lock (_lock)
        {
            _invalid.Enqueue(time.GetUtcNow());
            if (status == HttpStatusCode.Unauthorized && isBot) _rejectedUntil = time.GetUtcNow() + RejectedWait;
        }
    }
}
