using System.ComponentModel.DataAnnotations;

namespace Bots.BotHost.Access;

/// <summary>What happens to a person nobody has decided about.</summary>
internal enum UnknownUsers
{
    /// <summary>They are answered.</summary>
    Allow,

    /// <summary>They get a code, and the owner is asked.</summary>
    Pair,

    /// <summary>They are told once that the bot does not answer them.</summary>
    Deny,
}

/// <summary>Who may write (section <c>Access</c> for all accounts, <c>Bots:&lt;name&gt;:Access</c> for one).</summary>
internal sealed class AccessOptions
{
    /// <summary>What happens to unknown people. Default: deny where an allow list is set, else what the owner chose in the chat, else allow.</summary>
    public UnknownUsers? Unknown { get; set; }

    /// <summary>Who may write whatever <see cref="Unknown"/> says.</summary>
    public AccessList Allow { get; set; } = new();

    /// <summary>Who may not; goes before every permission but the owner's.</summary>
    public AccessList Block { get; set; } = new();

    /// <summary>How much one person may write; null where the section does not say.</summary>
    public RateLimitOptions? RateLimit { get; set; }

    /// <summary>How requests of unknown people are kept; null where the section does not say.</summary>
    public PairingOptions? Pairing { get; set; }
}

/// <summary>How unknown people ask to be let in (section <c>Access:Pairing</c>).</summary>
internal sealed class PairingOptions
{
    /// <summary>How long a request is good for, and how long a person waits who was turned down. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00", ErrorMessage = "Access:Pairing:Lifetime must be between 1 minute and 7 days, written as 01:00:00.")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Requests of one bot that may wait at once; further people are asked to try again later, and the owner is not bothered. Default: 3.</summary>
    [Range(1, 100, ErrorMessage = "Access:Pairing:MaxPending must be between 1 and 100.")]
    public int MaxPending { get; set; } = 3;
}

/// <summary>How much one person may write (section <c>Access:RateLimit</c>). The owner and commands that overtake, such as <c>/stop</c>, are free.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>Messages per minute in the long run; 0 for no limit. Default: 0.</summary>
    [Range(0, 10_000, ErrorMessage = "Access:RateLimit:MessagesPerMinute must be between 0 (no limit) and 10000.")]
    public int MessagesPerMinute { get; set; }

    /// <summary>Messages that may come at once after a silence. Default: 5.</summary>
    [Range(1, 10_000, ErrorMessage = "Access:RateLimit:Burst must be between 1 and 10000.")]
    public int Burst { get; set; } = 5;
}
