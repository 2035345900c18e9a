using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/retry</c>: answers the last question again; the new answer takes the place of the old one, which a mark keeps. One that got no answer is asked once more.</summary>
internal sealed class RetryCommand(DeliveryStores stores, AgentTurn agents, Unanswered unanswered, KeptChanges changes) : IChatCommand
{
    public string Name => "retry";

    public string Description => "answer your last message again";

    public bool IsPrivate => false;

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        stores.Sessions.Require<ITurnLog>();
        var asked = await unanswered.ReadAsync(context.Session, cancellationToken);
        var history = asked.Messages;
        var end = history.Count - 1;
        while (end >= 0 && history[end].Role != "user") end--;
        if (end < 0) return TurnDraft.Answer("There is no question to answer again.");
        var start = end;
        while (start > 0 && history[start - 1].Role == "user") start--;
        var again = asked.Again(context.Session, start, [.. Enumerable.Range(start, end - start + 1).Select(index => asked.At(index, context.Message))]);
        // What has no answer yet is asked as the user mended it; what has one is answered again as it stands in history.
        if (again.IsUnanswered) again = again with { Question = await changes.ApplyAsync(context.Session, again.Question, cancellationToken) };
        if (await agents.RunAsync(context.Turn, again) is not { } draft) return null;
        // Nothing is taken back for an answer that failed, nor for the first one of its question.
        if (draft.Messages.Count == 0 || again.IsUnanswered) return draft;
        if (stores.Sessions.Find<ISessionCheckpoints>() is { } checkpoints)
            await checkpoints.CreateCheckpointAsync(context.Session, "before a second answer", CheckpointKind.Automatic, cancellationToken);
        return draft with { KeepMessages = start };
    }
}
