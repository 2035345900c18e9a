using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Follows users who change (or delete) what they wrote: the last question can be answered again, an earlier one in a branch. History changes only
/// when the user presses the button, and together with the new answer.</summary>
internal sealed class EditTurn(DeliveryStores stores, AgentTurn agents, DeletionTurn deletions, Corrections corrections, KeptChanges changes, Unanswered unanswered, StorePatience patience)
{
    private const string Command = "/edited ";
    private const string InBranch = " branch";

    /// <summary>Whether the turn is a changed or deleted message, or a press on an offer made for one.</summary>
    public static bool Handles(Turn turn) => turn.Message.IsEdit || turn.Message.IsDeletion || turn.Message.Text.StartsWith(Command, StringComparison.Ordinal);

    /// <summary>The turn's draft; null when it is to be answered later, as <see cref="AgentTurn.RunAsync"/> says.</summary>
    public async Task<TurnDraft?> RunAsync(Turn turn) => turn.Message switch
    {
        { IsDeletion: true } => await patience.RunAsync(token => deletions.RunAsync(turn, token)),
        // What was changed while it waited was answered as it is now: there is nothing to offer.
        { IsEdit: true } when corrections.End(turn.Message) => new(),
        { IsEdit: true } => await patience.RunAsync(token => OfferAsync(turn, token)),
        _ => await AnswerAsync(turn, Pressed(turn.Message.Text)),
    };

    private async ValueTask<TurnDraft> OfferAsync(Turn turn, CancellationToken cancellationToken)
    {
        var (chat, id) = (turn.Message.Address.ChatId, turn.Message.Address.MessageId ?? "");
        var asked = await unanswered.ReadAsync(turn.Session, cancellationToken);
        if (EditedQuestion.Find(asked.Messages, chat, id) is not { } question) return new();
        var change = new ChangedPart(turn.Message.Text, turn.Message.Attachments);
        if (asked.At(question.Index, turn.Message).Says(id, change))
        {
            // It may have been changed before, and now back.
            await changes.DropAsync(turn.Session, chat, id, cancellationToken);
            return new();
        }

        if (!changes.CanKeep) return TurnDraft.Answer("I see that you changed your question, but this store cannot keep the change. Send the new text as a message.");
        await changes.KeepAsync(turn.Session, chat, id, change, cancellationToken);
        if (!question.IsLast) return OfferBranch("You changed an earlier question.", id);
        var what = question.Start >= asked.Answered ? "You changed your last question, which was not answered. Shall I answer the new text?" : "You changed your last question. Shall I answer the new text? It takes the place of the old one.";
        return Offer(what, new("Answer again", Command + id));
    }

    private TurnDraft OfferBranch(string why, string messageId) => stores.Sessions.Find<ISessionBranching>() is null
        ? TurnDraft.Answer($"{why} This store cannot branch a conversation, so the old text stays; send the new one as a message.")
        : Offer($"{why} I can answer it in a branch: the conversation goes on from there, and the old one is kept.", new("Branch from there", Command + messageId + InBranch));

    private static TurnDraft Offer(string text, ReplyButton button) => new() { Reply = new(text) { Buttons = [[button]], InPlace = true } };

    private static (string MessageId, bool InBranch) Pressed(string text) =>
        text.EndsWith(InBranch, StringComparison.Ordinal) ? (text[Command.Length..^InBranch.Length].Trim(), true) : (text[Command.Length..].Trim(), false);

    private async Task<TurnDraft?> AnswerAsync(Turn turn, (string MessageId, bool InBranch) pressed)
    {
        var branch = $"{turn.Message.SessionKey}_branch_{turn.Claim.Id}";
        var found = await patience.RunAsync(token => FindAsync(turn, pressed.MessageId, branch, token));
        if (found is not { Again: var again }) return TurnDraft.Answer("That question is no longer part of this conversation. Send it as a new message.");
        if (!found.IsChanged) return TurnDraft.Answer("That question was answered as it stands now. `/retry` answers the last question once more.");
        // What was offered is no more: nobody is led into a branch who did not ask for one.
        if (!found.IsLast && !pressed.InBranch) return OfferBranch("The conversation has gone on since you changed that question.", pressed.MessageId);
        if (await agents.RunAsync(turn, again) is not { } draft) return null;
        if (draft.Messages.Count == 0) return draft;
        if (pressed.InBranch) return await patience.RunAsync(token => BranchAsync(turn, again, draft, branch, token));
        if (again.IsUnanswered) return draft;
        if (stores.Sessions.Find<ISessionCheckpoints>() is { } checkpoints)
            await patience.RunAsync(async token => await checkpoints.CreateCheckpointAsync(again.Session, "before a changed question", CheckpointKind.Automatic, token));
        return draft with { KeepMessages = again.KeepMessages };
    }

    /// <summary>The question with everything that was changed of it and of what was answered with it; null when it is not there.</summary>
    private async ValueTask<Found?> FindAsync(Turn turn, string messageId, string branch, CancellationToken cancellationToken)
    {
        // After a crash the branch may be there already and the conversation lead to it: what is asked stands in the one it came from.
        var session = turn.Session == branch && stores.Sessions.Find<ISessionBranching>() is { } branching
            ? (await branching.GetFamilyAsync(branch, cancellationToken))?.ParentId ?? branch : turn.Session;
        var history = await unanswered.ReadAsync(session, cancellationToken);
        if (EditedQuestion.Find(history.Messages, turn.Message.Address.ChatId, messageId) is not { } question || !changes.CanKeep) return null;
        var before = Enumerable.Range(question.Start, question.End - question.Start + 1).Select(index => history.At(index, turn.Message)).ToList();
        var again = history.Again(session, question.Start, await changes.ApplyAsync(session, before, cancellationToken));
        return new(again, question.IsLast, again.IsUnanswered || !again.Question.SequenceEqual(before));
    }

    private async ValueTask<TurnDraft> BranchAsync(Turn turn, AnswerAgain again, TurnDraft draft, string branch, CancellationToken cancellationToken)
    {
        if (!await stores.Sessions.SessionExistsAsync(branch, cancellationToken))
            await stores.Sessions.Require<ISessionBranching>().ForkSessionAsync(again.Session, again.KeepMessages - 1, null, branch, cancellationToken);
        await stores.Aliases.SetAsync(turn.Message.SessionKey, branch, cancellationToken);
        return draft with { Session = branch };
    }

    private sealed record Found(AnswerAgain Again, bool IsLast, bool IsChanged);
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
