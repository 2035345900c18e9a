using Bots.Adapters;
using Bots.BotHost.Commands;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Follows users who delete what they wrote: in the history a note stands in its place from then on. Answers, which stay in the chat, stay.</summary>
internal sealed class DeletionTurn(DeliveryStores stores, Conversations conversations, Withdrawn withdrawn, KeptChanges changes, Unanswered unanswered)
{
    private const int MostConversations = 10;
    private const string Note = "[The user deleted this message.]";

    /// <summary>The turn's draft; nobody is told anything.</summary>
    public async ValueTask<TurnDraft> RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        withdrawn.Remove(turn.Message);
        if (stores.Sessions.Find<ITurnLog>() is null) return new();
        await foreach (var session in SessionsAsync(turn, cancellationToken))
        {
            var forgotten = await unanswered.ForgetAsync(session, turn.Message.Address, cancellationToken);
            foreach (var id in forgotten) await changes.DropAsync(session, turn.Message.Address.ChatId, id, cancellationToken);
            if (forgotten.Count > 0) return new();
            var history = await stores.Sessions.GetChatHistoryAsync(session, null, cancellationToken);
            if (MessageTag.IndexOf(history, turn.Message.Address.ChatId, turn.Message.Address.MessageId ?? "") is not (>= 0 and var index)) continue;
            foreach (var id in MessageTag.IdsOf(history[index])) await changes.DropAsync(session, turn.Message.Address.ChatId, id, cancellationToken);
            return history[index].Content == Note ? new()
                : new() { Session = session, KeepMessages = index, Messages = [history[index] with { Content = Note, Metadata = MessageTag.WithoutParts(history[index].Metadata) }, .. history.Skip(index + 1)] };
        }

        return new();
    }

    // The conversations of one place share one lane: nobody else writes into them meanwhile.
    private async IAsyncEnumerable<string> SessionsAsync(Turn turn, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return turn.Session;
        if (stores.Sessions.Find<ISessionCatalog>() is null) yield break;
        foreach (var data in await conversations.ListAsync(turn.Message, turn.Session, MostConversations, cancellationToken))
        {
            if (data.Id != turn.Session) yield return data.Id;
        }
    }
}
