using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/new</c>: opens a fresh conversation; the old one is kept.</summary>
internal sealed class NewCommand(Conversations conversations) : IChatCommand
{
    public string Name => "new";

    public string Description => "start a new conversation (the old one is kept)";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await conversations.SwitchAsync(context, Conversations.IdOf(context.Message.SessionKey, "new", context.EntryId), cancellationToken);
        return TurnDraft.Answer("A new conversation begins here. The old one is kept: `/sessions` leads back to it, `/forget` erases it too.");
    }
}
