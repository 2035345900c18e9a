using Bots.Agents;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/whoami</c>: shows the ids an operator asks for.</summary>
internal sealed class WhoamiCommand(ChosenAgents agents) : IChatCommand
{
    public string Name => "whoami";

    public string Description => "your id, this conversation, and the agent";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var message = context.Message;
        var agent = await agents.ForAsync(message.Bot, context.Session, cancellationToken);
        return TurnDraft.Answer($"- you: `{message.UserId}`\n- conversation: `{context.Session}`\n- bot: `{message.Bot}`\n- agent: `{agent.Name}` ({Described(agent)})");
    }

    private static string Described(ConfiguredAgent agent) => agent.Model.Length == 0 ? agent.Provider : $"{agent.Provider}, {agent.Model}";
}
