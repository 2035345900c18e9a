using Bots.Adapters;

namespace Bots.BotHost.Access;

/// <summary>What the configuration says about one account. Immutable.</summary>
internal sealed class AccessRules
{
    private const string RolePrefix = "role ";

    private readonly HashSet<string> _allowed;
    private readonly HashSet<string> _blocked;

    private AccessRules(HashSet<string> allowed, HashSet<string> blocked) => (_allowed, _blocked) = (allowed, blocked);

    /// <summary>What happens to unknown people as configured; null when the owner may choose.</summary>
    public UnknownUsers? Unknown { get; private init; }

    /// <summary>False for an account that needs no owner: everyone may write, because it is the web chat and nobody said otherwise.</summary>
    public bool NeedsOwner { get; private init; }

    /// <summary>True when it matters what roles somebody has.</summary>
    public bool NamesRoles => _allowed.Concat(_blocked).Any(static name => name.StartsWith(RolePrefix, StringComparison.Ordinal));

    public RateLimitOptions RateLimit { get; private init; } = new();

    public PairingOptions Pairing { get; private init; } = new();

    /// <summary>The rules of an account: lists are joined, of everything else the account's own setting wins.</summary>
    /// <param name="all">The section <c>Access</c>.</param>
    /// <param name="own">The account's own section, or null.</param>
    /// <param name="platform">The platform of bare numbers in the own section.</param>
    /// <param name="isOpen">True for an account that only its own section closes: the web chat.</param>
    public static AccessRules Of(AccessOptions all, AccessOptions? own, string platform, bool isOpen)
    {
        var allowed = Ids(isOpen ? null : all.Allow, own?.Allow, platform);
        var unknown = own?.Unknown ?? (isOpen ? null : all.Unknown) ?? (allowed.Count > 0 ? UnknownUsers.Deny : isOpen ? UnknownUsers.Allow : null);
        return new(allowed, Ids(all.Block, own?.Block, platform))
        {
            Unknown = unknown,
            NeedsOwner = !isOpen || unknown is not UnknownUsers.Allow,
            RateLimit = own?.RateLimit ?? all.RateLimit ?? new(),
            Pairing = own?.Pairing ?? all.Pairing ?? new(),
        };
    }

    /// <summary>Whether the configuration shuts out the sender or the place.</summary>
    public bool Blocks(InboundMessage message) => _blocked.Count > 0 && NamesOf(message).Any(_blocked.Contains);

    /// <summary>Whether the configuration lets in the sender or the place.</summary>
    public bool Allows(InboundMessage message) => _allowed.Count > 0 && NamesOf(message).Any(_allowed.Contains);

    private static HashSet<string> Ids(AccessList? all, AccessList? own, string platform) => new(
        from list in new[] { all, own }
        where list is not null
        from ids in list.All
        from id in ids.Ids
        select Kind(ids.Name, AccessId.Normal(id, platform) ?? id),
        StringComparer.Ordinal);

    // A person, a place, a server and a role may carry the same number.
    private static string Kind(string list, string id) => list switch
    {
        nameof(AccessList.Users) => $"user {id}",
        nameof(AccessList.Guilds) => $"guild {id}",
        nameof(AccessList.Roles) => RolePrefix + id,
        _ => $"chat {id}",
    };

    private static IEnumerable<string> NamesOf(InboundMessage message)
    {
        yield return $"user {message.UserId}";
        var platform = AccessId.PlatformOf(message.UserId);
        yield return $"chat {platform}_{message.Address.ChatId}";
        if (message.Address.FormerChatId is { } former) yield return $"chat {platform}_{former}";
        if (message.GuildId is { } guild)
        {
            yield return $"guild {platform}_{guild}";
            // A thread of Discord is a channel with an id of its own; a topic of Telegram only has a number within its group.
            if (message.Address.ThreadId is { } thread) yield return $"chat {platform}_{thread}";
        }

        foreach (var role in message.RoleIds) yield return $"{RolePrefix}{platform}_{role}";
    }
}
