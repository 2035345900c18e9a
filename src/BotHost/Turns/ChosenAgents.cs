using System.Text.Json;
using Bots.Agents;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Which agent answers in a conversation: the account's own, or the one that was chosen there. Thread-safe.</summary>
/// <remarks>The choice is a value of the session, so that it is erased, forked and restored with it. Where nothing can be chosen the store is not asked.</remarks>
internal sealed class ChosenAgents(BotAccounts bots, DeliveryStores stores)
{
    private const string Key = "agent";

    /// <summary>The agents that can be chosen, the account's own first.</summary>
    public IReadOnlyList<ConfiguredAgent> Of(string bot) => bots.AgentsFor(bot);

    /// <summary>The agent of a conversation. A choice that is not offered any more is as none.</summary>
    public async ValueTask<ConfiguredAgent> ForAsync(string bot, string session, CancellationToken cancellationToken = default)
    {
        var all = Of(bot);
        if (all.Count == 1 || stores.State is not { } state) return all[0];
        var chosen = (await state.GetStateAsync(StateScope.Session(session), Key, cancellationToken))?.Value;
        return chosen is { ValueKind: JsonValueKind.String } name ? Find(bot, name.GetString()!) ?? all[0] : all[0];
    }

    /// <summary>The offered agent of this name, letter case aside, or null.</summary>
    public ConfiguredAgent? Find(string bot, string name) => Of(bot).FirstOrDefault(agent => agent.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Lets an agent answer in a conversation from the next message on.</summary>
    /// <exception cref="NotSupportedException">The store keeps no values.</exception>
    public async ValueTask ChooseAsync(string session, ConfiguredAgent agent, CancellationToken cancellationToken = default) =>
        await stores.Sessions.Require<ISessionState>().SetStateAsync(StateScope.Session(session), Key, JsonSerializer.SerializeToElement(agent.Name), null, cancellationToken);
}
