using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/undo</c>: takes the last question and its answer back.</summary>
internal sealed class UndoCommand(DeliveryStores stores, Unanswered unanswered) : IChatCommand
{
    public string Name => "undo";

    public string Description => "take back your last message and its answer";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        stores.Sessions.Require<ITurnLog>();
        if (await unanswered.TakeBackAsync(context.Session, context.EntryId, cancellationToken))
            return TurnDraft.Answer("Your last question was not answered, and nothing of it is kept. What was said before it stays; `/undo` again takes that back.");
        var messages = await stores.Sessions.GetChatHistoryAsync(context.Session, null, cancellationToken);
        var last = messages.Count - 1;
        while (last >= 0 && messages[last].Role != "user") last--;
        if (last < 0) return TurnDraft.Answer("There is nothing to take back.");
        return TurnDraft.Answer($"Taken back: “{Excerpt.Of(messages[last].Content, 80)}” and its answer.") with { KeepMessages = last };
    }
}
