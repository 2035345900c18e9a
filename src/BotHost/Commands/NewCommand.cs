using Bots.Adapters;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/new</c>: opens a fresh conversation; the old one is kept.</summary>
internal sealed class NewCommand(Conversations conversations) : IChatCommand
{
    public string Name => "new";

    public string Description => "start a new conversation (the old one is kept)";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var opened = Conversations.IdOf(context.Message.SessionKey, "new", context.EntryId);
        var back = await conversations.WayBackAsync(context, "Back to the old one", cancellationToken);
        await conversations.SwitchAsync(context, opened, cancellationToken);
        // After a crash we may be in the new one already.
        if (back is null || context.Session == opened) return TurnDraft.Answer("A new conversation begins here. What was said before is kept.");
        return new()
        {
            Reply = new($"A new conversation begins here. The old one is kept: `/sessions` leads back to it{(context.Message.IsShared ? "" : ", `/forget` erases it too")}.") { Buttons = [[back]] },
        };
    }
}
