using Bots.Agents;
using Bots.BotHost.Setup;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/whoami</c>: shows the ids an operator asks for.</summary>
internal sealed class WhoamiCommand(BotAccounts bots) : IChatCommand
{
    public string Name => "whoami";

    public string Description => "your id, this conversation, and the agent";

    public ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (message, agent) = (context.Message, bots.AgentFor(context.Message.Bot));
        return new(TurnDraft.Answer($"- you: `{message.UserId}`\n- conversation: `{context.Session}`\n- bot: `{message.Bot}`\n- agent: `{agent.Name}` ({Described(agent)})"));
    }

    private static string Described(ConfiguredAgent agent) => agent.Model.Length == 0 ? agent.Provider : $"{agent.Provider}, {agent.Model}";
}
