using System.Collections.Concurrent;

namespace Bots.BotHost.Access;

/// <summary>The rules of every account. Thread-safe.</summary>
/// <param name="all">The section <c>Access</c>.</param>
/// <param name="accounts">What is special about an account, by name.</param>
internal sealed class AccessRulebook(AccessOptions all, IReadOnlyDictionary<string, AccessRulebook.Account> accounts)
{
    private readonly ConcurrentDictionary<string, AccessRules> _rules = new(StringComparer.Ordinal);

    /// <summary>The rules of an account.</summary>
    public AccessRules For(string bot) => _rules.GetOrAdd(bot, static (name, book) => book.Read(name), this);

    private AccessRules Read(string bot) => accounts.TryGetValue(bot, out var account)
        ? AccessRules.Of(all, account.Own, account.Platform, account.IsOpen) : AccessRules.Of(all, null, bot, isOpen: false);

    /// <summary>What is special about an account.</summary>
    /// <param name="Own">Its own section, or null.</param>
    /// <param name="Platform">The platform of bare numbers there.</param>
    /// <param name="IsOpen">True when only its own section closes it.</param>
    internal sealed record Account(AccessOptions? Own, string Platform, bool IsOpen);
}
