using System.Collections.Concurrent;

namespace Bots.BotHost.Access;

/// <summary>The codes by which bots can be claimed now. They live in this process alone and for one hour. Thread-safe.</summary>
internal sealed class OwnerClaims(TimeProvider time)
{
    /// <summary>How long a code is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int MostWrong = 50;
    private const int MostWrongOfOne = 5;

    private readonly ConcurrentDictionary<string, Claim> _open = new(StringComparer.Ordinal);

    /// <summary>Makes the code of a bot; nothing but the return value ever shows it.</summary>
    public string Open(string bot)
    {
        var code = OneTimeCode.New();
        _open[bot] = new(OneTimeCode.HashOf(code), time.GetUtcNow() + Lifetime);
        return code;
    }

    /// <summary>True while a code of the bot is good.</summary>
    public bool IsOpen(string bot) => _open.TryGetValue(bot, out var claim) && claim.Until > time.GetUtcNow();

    /// <summary>Whether this is the bot's code. Wrong ones are counted, for each person and for all.</summary>
    public ClaimCheck Check(string bot, string user, string typed)
    {
        if (!IsOpen(bot) || !_open.TryGetValue(bot, out var claim)) return ClaimCheck.Over;
        lock (claim)
        {
            var wrong = claim.Wrong.GetValueOrDefault(user);
            if (wrong >= MostWrongOfOne) return ClaimCheck.LockedOut;
            if (OneTimeCode.Read(typed) is { } code && OneTimeCode.Matches(code, claim.Hash)) return ClaimCheck.Right;
            claim.Wrong[user] = wrong + 1;
            if (claim.Wrong.Values.Sum() >= MostWrong) _open.TryRemove(bot, out _);
            return ClaimCheck.Wrong;
        }
    }

    /// <summary>The code is used up.</summary>
    public void Close(string bot) => _open.TryRemove(bot, out _);

    private sealed record Claim(string Hash, DateTimeOffset Until)
    {
        public Dictionary<string, int> Wrong { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>What a typed code is.</summary>
internal enum ClaimCheck
{
    /// <summary>The bot's code.</summary>
    Right,

    /// <summary>Another one.</summary>
    Wrong,

    /// <summary>Not looked at: this person was wrong too often.</summary>
    LockedOut,

    /// <summary>Not looked at: no code is good (any more).</summary>
    Over,
}
