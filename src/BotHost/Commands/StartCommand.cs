using Bots.BotHost.Setup;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/start</c>: says what this is.</summary>
internal sealed class StartCommand(BotAccounts bots, OwnerCommand owner) : IChatCommand
{
    public string Name => "start";

    public string Description => "what this bot is";

    public ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // A link to the bot (t.me/bot?start=CODE) says the owner's code this way.
        if (owner.Claims(context)) return owner.RunAsync(context, cancellationToken);
        var name = context.Message.SenderName is { Length: > 0 } sender ? $", {sender}" : "";
        return new(TurnDraft.Answer(
            $"Hello{name}! Write to me and I answer; I remember our conversation, and nobody else sees it. "
            + $"{Note(context)}`/help` lists the commands, `/forget` erases everything you told me."));
    }

    private string Note(CommandContext context) =>
        bots.AgentFor(context.Message.Bot).Provider == "offline" ? "No model is configured yet, so I answer from what you tell me. " : "";
}
