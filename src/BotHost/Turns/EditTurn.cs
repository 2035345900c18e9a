using System.Text.Json;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Follows users who change (or delete) what they wrote: the last question can be answered again, an earlier one in a branch. History changes only
/// when the user presses the button, and together with the new answer.</summary>
internal sealed class EditTurn(DeliveryStores stores, AgentTurn agents, DeletionTurn deletions, Corrections corrections, StorePatience patience)
{
    private const string Command = "/edited ";

    /// <summary>Whether the turn is a changed or deleted message, or a press on an offer made for one.</summary>
    public static bool Handles(Turn turn) => turn.Message.IsEdit || turn.Message.IsDeletion || turn.Message.Text.StartsWith(Command, StringComparison.Ordinal);

    /// <summary>The turn's draft; null when it is to be answered later, as <see cref="AgentTurn.RunAsync"/> says.</summary>
    public async Task<TurnDraft?> RunAsync(Turn turn) => turn.Message switch
    {
        { IsDeletion: true } => await patience.RunAsync(token => deletions.RunAsync(turn, token)),
        // What was changed while it waited was answered as it is now: there is nothing to offer.
        { IsEdit: true } when corrections.End(turn.Message) => new(),
        { IsEdit: true } => await patience.RunAsync(token => OfferAsync(turn, token)),
        _ => await AnswerAsync(turn, turn.Message.Text[Command.Length..].Trim()),
    };

    private async ValueTask<TurnDraft> OfferAsync(Turn turn, CancellationToken cancellationToken)
    {
        var history = await stores.Sessions.GetChatHistoryAsync(turn.Session, null, cancellationToken);
        if (EditedQuestion.Find(history, turn.Message.Address.ChatId, turn.Message.Address.MessageId ?? "") is not { } question) return new();
        var change = new ChangedPart(turn.Message.Text, turn.Message.Attachments);
        if (AskedAgain.From(history[question.Index], turn.Message).Says(turn.Message.Address.MessageId!, change)) return new();
        if (stores.Sessions.Find<ISessionState>() is not { } state)
            return TurnDraft.Answer("I see that you changed your question, but this store cannot keep the change. Send the new text as a message.");
        await state.SetStateAsync(StateScope.Session(turn.Session), KeyOf(turn.Message.Address), JsonSerializer.SerializeToElement(change, InboundJson.Default.ChangedPart), null, cancellationToken);
        return Offer(turn.Message, question.IsLast);
    }

    private TurnDraft Offer(InboundMessage message, bool isLast)
    {
        var data = $"{Command}{message.Address.MessageId}";
        if (isLast) return Offer("You changed your last question. Shall I answer the new text? It takes the place of the old one.", new ReplyButton("Answer again", data));
        return stores.Sessions.Find<ISessionBranching>() is null
            ? TurnDraft.Answer("You changed an earlier question. This store cannot branch a conversation, so the old text stays; send the new one as a message.")
            : Offer("You changed an earlier question. I can answer it in a branch: the conversation goes on from there, and the old one is kept.", new ReplyButton("Branch from there", data));
    }

    private static TurnDraft Offer(string text, ReplyButton button) => new() { Reply = new(text) { Buttons = [[button]] } };

    private async Task<TurnDraft?> AnswerAsync(Turn turn, string messageId)
    {
        var branch = $"{turn.Message.SessionKey}_branch_{turn.Claim.Id}";
        var (again, isLast) = await patience.RunAsync(token => FindAsync(turn, messageId, branch, token));
        if (again is null) return TurnDraft.Answer("That question is no longer part of this conversation. Send it as a new message.");
        if (await agents.RunAsync(turn, again) is not { } draft) return null;
        if (draft.Messages.Count == 0) return draft;
        if (!isLast) return await patience.RunAsync(token => BranchAsync(turn, again, draft, branch, token));
        if (stores.Sessions.Find<ISessionCheckpoints>() is { } checkpoints)
            await patience.RunAsync(async token => await checkpoints.CreateCheckpointAsync(again.Session, "before a changed question", CheckpointKind.Automatic, token));
        return draft with { KeepMessages = again.KeepMessages };
    }

    private async ValueTask<(AnswerAgain? Again, bool IsLast)> FindAsync(Turn turn, string messageId, string branch, CancellationToken cancellationToken)
    {
        // After a crash the branch may be there already and the conversation lead to it: what is asked stands in the one it came from.
        var session = turn.Session == branch && stores.Sessions.Find<ISessionBranching>() is { } branching
            ? (await branching.GetFamilyAsync(branch, cancellationToken))?.ParentId ?? branch : turn.Session;
        var address = turn.Message.Address with { MessageId = messageId };
        var history = await stores.Sessions.GetChatHistoryAsync(session, null, cancellationToken);
        if (EditedQuestion.Find(history, address.ChatId, messageId) is not { } question || stores.Sessions.Find<ISessionState>() is not { } state) return default;
        var changed = await state.GetStateAsync(StateScope.Session(session), KeyOf(address), cancellationToken);
        if (changed?.Value is not { } kept || ChangeOf(kept) is not { } change) return default;
        var asked = Enumerable.Range(question.Start, question.End - question.Start + 1).Select(i => AskedAgain.From(history[i], turn.Message) is var one && i == question.Index ? one.With(messageId, change) : one);
        return (new(session, question.Start, [.. asked]), question.IsLast);
    }

    private async ValueTask<TurnDraft> BranchAsync(Turn turn, AnswerAgain again, TurnDraft draft, string branch, CancellationToken cancellationToken)
    {
        if (!await stores.Sessions.SessionExistsAsync(branch, cancellationToken))
            await stores.Sessions.Require<ISessionBranching>().ForkSessionAsync(again.Session, again.KeepMessages - 1, null, branch, cancellationToken);
        await stores.Aliases.SetAsync(turn.Message.SessionKey, branch, cancellationToken);
        return draft with { Session = branch };
    }

    // A bare text is what an earlier version kept.
    private static ChangedPart? ChangeOf(JsonElement kept) => kept.ValueKind switch
    {
        JsonValueKind.String => new(kept.GetString()!, []),
        JsonValueKind.Object => kept.Deserialize(InboundJson.Default.ChangedPart),
        _ => null,
    };

    private static string KeyOf(ChatAddress address) => $"edited/{address.ChatId}/{address.MessageId}";
}

/// <summary>A question that a user changed, within its history.</summary>
/// <param name="Index">The changed message.</param>
/// <param name="Start">The first of the messages that were answered together with it.</param>
/// <param name="End">The last of them.</param>
/// <param name="IsLast">True when nothing was asked after them.</param>
internal readonly record struct EditedQuestion(int Index, int Start, int End, bool IsLast)
{
    public static EditedQuestion? Find(IReadOnlyList<SessionMessage> history, string chatId, string messageId)
    {
        var index = MessageTag.IndexOf(history, chatId, messageId);
        if (index < 0) return null;
        var (start, end) = (index, index);
        while (start > 0 && history[start - 1].Role == "user") start--;
        while (end + 1 < history.Count && history[end + 1].Role == "user") end++;
        return new(index, start, end, !history.Skip(end + 1).Any(static message => message.Role == "user"));
    }
}
