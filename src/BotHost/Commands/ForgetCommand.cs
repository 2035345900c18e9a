using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/forget</c>: erases everything kept of the user's conversations, after a confirmation.</summary>
internal sealed class ForgetCommand(DeliveryStores stores, UserSessions sessions, TurnMemory memory) : IChatCommand
{
    public string Name => "forget";

    public string Description => "erase everything kept of your conversations and of you";

    public string? Argument => "write yes to do it";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (!string.Equals(context.Argument, "yes", StringComparison.OrdinalIgnoreCase))
            return Ask();
        // Read first: a listing may not survive deletions under its feet.
        var all = new List<string>();
        await foreach (var session in sessions.OfAsync(context.Message, context.Session, cancellationToken)) all.Add(session);
        foreach (var session in all) await stores.Sessions.DeleteSessionAsync(session, cancellationToken);
        if (stores.Sessions.Find<ISessionRetention>() is { } retention) await retention.EraseUserAsync(context.Message.UserId, context.EntryId, cancellationToken);
        else if (memory.All is { } known) await known.ForgetAllAsync(context.Message.UserId, cancellationToken);
        await stores.Aliases.SetAsync(context.Message.SessionKey, context.Message.SessionKey, cancellationToken);
        return TurnDraft.Answer("Everything of our conversations is erased. We begin anew.");
    }

    private static TurnDraft Ask() => new()
    {
        Reply = new("This erases every conversation of yours, your preferences and all I remember of you, for good. Write `/forget yes` to do it; `/export` first gives you a copy.")
        {
            Buttons = [[new("Erase everything", "/forget yes"), new("Give me a copy first", "/export")]],
        },
    };
}
