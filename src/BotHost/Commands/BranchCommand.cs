using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/branch [title]</c>: goes on in a copy of the conversation; the original stays as it is.</summary>
internal sealed class BranchCommand(DeliveryStores stores, Conversations conversations) : IChatCommand
{
    public string Name => "branch";

    public string Description => "try another path in a copy of this conversation";

    public string? Argument => "a title for the branch";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var trees = stores.Sessions.Require<ISessionBranching>();
        if (!await stores.Sessions.SessionExistsAsync(context.Session, cancellationToken)) return TurnDraft.Answer("This conversation is empty so far: there is nothing to branch from.");
        var branch = Conversations.IdOf(context.Message.SessionKey, "branch", context.EntryId);
        var title = context.Argument.Length == 0 ? null : Excerpt.Of(context.Argument, 100);
        // After a crash the branch may be there already.
        if (!await stores.Sessions.SessionExistsAsync(branch, cancellationToken)) await trees.ForkSessionAsync(context.Session, null, title, branch, cancellationToken);
        await conversations.SwitchAsync(context, branch, cancellationToken);
        var back = Conversations.NameOf(context.Message.SessionKey, context.Session);
        return new()
        {
            Reply = new("We are in a branch now: what we say here does not show in the original. `/sessions` leads back.")
            {
                Buttons = back is null ? [] : [[new("Back to the original", $"/sessions {back}")]],
            },
        };
    }
}
