using Bots.Adapters;
using Bots.Agents;

namespace Bots.BotHost.Setup;

/// <summary>The bot accounts that are on, each with its adapter and its agent.</summary>
/// <param name="accounts">Builds them; called once, when the first is asked for: an adapter may need services that name an account.</param>
internal sealed class BotAccounts(Func<IEnumerable<BotAccounts.Account>> accounts)
{
    private readonly Lazy<Dictionary<string, Account>> _byName = new(() => accounts().ToDictionary(static account => account.Adapter.Bot, StringComparer.Ordinal));

    public IReadOnlyCollection<Account> All => _byName.Value.Values;

    /// <summary>The adapter of an account; null when it is not configured (any more).</summary>
    public IPlatformAdapter? Find(string bot) => _byName.Value.GetValueOrDefault(bot)?.Adapter;

    /// <summary>The agent that answers for an account where nobody has chosen another.</summary>
    public ConfiguredAgent AgentFor(string bot) => _byName.Value[bot].Agent;

    /// <summary>The agents people may choose from, the account's own first.</summary>
    public IReadOnlyList<ConfiguredAgent> AgentsFor(string bot) => [AgentFor(bot), .. _byName.Value[bot].Others];

    /// <summary>One account.</summary>
    internal sealed record Account(IPlatformAdapter Adapter, ConfiguredAgent Agent)
    {
        /// <summary>Agents that people may choose instead.</summary>
        public IReadOnlyList<ConfiguredAgent> Others { get; init; } = [];
    }
}
