using Bots.Adapters;
using Bots.Agents;

namespace Bots.BotHost.Setup;

/// <summary>The bot accounts that are on, each with its adapter and its agent.</summary>
internal sealed class BotAccounts(IEnumerable<BotAccounts.Account> accounts)
{
    private readonly Dictionary<string, Account> _byName = accounts.ToDictionary(static account => account.Adapter.Bot, StringComparer.Ordinal);

    public IReadOnlyCollection<Account> All => _byName.Values;

    /// <summary>The adapter of an account; null when it is not configured (any more).</summary>
    public IPlatformAdapter? Find(string bot) => _byName.GetValueOrDefault(bot)?.Adapter;

    /// <summary>The agent that answers for an account.</summary>
    public ConfiguredAgent AgentFor(string bot) => _byName[bot].Agent;

    /// <summary>One account.</summary>
    internal sealed record Account(IPlatformAdapter Adapter, ConfiguredAgent Agent);
}
