using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/retry</c>: answers the last question again; the new answer takes the place of the old one, which a mark keeps.</summary>
internal sealed class RetryCommand(DeliveryStores stores, AgentTurn agents) : IChatCommand
{
    public string Name => "retry";

    public string Description => "answer your last message again";

    public bool IsPrivate => false;

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        stores.Sessions.Require<ITurnLog>();
        var history = await stores.Sessions.GetChatHistoryAsync(context.Session, null, cancellationToken);
        var end = history.Count - 1;
        while (end >= 0 && history[end].Role != "user") end--;
        if (end < 0) return TurnDraft.Answer("There is no question to answer again.");
        var start = end;
        while (start > 0 && history[start - 1].Role == "user") start--;
        var asked = history.Skip(start).Take(end - start + 1).Select(message => AskedAgain.From(message, context.Message));
        if (await agents.RunAsync(context.Turn, new(context.Session, start, [.. asked])) is not { } draft) return null;
        // Nothing is taken back for an answer that failed.
        if (draft.Messages.Count == 0) return draft;
        if (stores.Sessions.Find<ISessionCheckpoints>() is { } checkpoints)
            await checkpoints.CreateCheckpointAsync(context.Session, "before a second answer", CheckpointKind.Automatic, cancellationToken);
        return draft with { KeepMessages = start };
    }
}
