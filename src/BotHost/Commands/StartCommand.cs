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
            $"Hello{name}! {Promise(context)} {Note(context)}`/help` lists the commands, `/forget`{(context.Message.IsGroup ? " in a direct chat" : "")} erases everything you told me."));
    }

    private static string Promise(CommandContext context) => context.Message switch
    {
        { IsShared: true } => "Write to me and I answer; I remember what is said to me here, one conversation for everyone, and everyone here reads it.",
        { IsGroup: true } => "Write to me and I answer; I remember our conversation, and everyone here reads along. What nobody else is to see, write to me in a direct chat.",
        _ => "Write to me and I answer; I remember our conversation, and nobody else sees it.",
    };

    private string Note(CommandContext context) =>
        bots.AgentFor(context.Message.Bot).Provider == "offline" ? "No model is configured yet, so I answer from what you tell me. " : "";
}
