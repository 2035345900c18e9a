using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/forget</c>: erases everything kept of the user's conversations, after a confirmation.</summary>
internal sealed partial class ForgetCommand(DeliveryStores stores, UserSessions sessions, TurnMemory memory, ILogger<ForgetCommand> logger) : IChatCommand
{
    public string Name => "forget";

    public string Description => "erase everything kept of your conversations and of you";

    public bool IsPersonal => true;

    public string? Argument => "write yes to do it";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Argument.ToUpperInvariant() is "NO" or "CANCEL") return TurnDraft.Answer("Nothing was erased.");
        if (!string.Equals(context.Argument, "yes", StringComparison.OrdinalIgnoreCase))
            return Ask(context.Message);
        // Read first: a listing may not survive deletions under its feet.
        var all = new List<string>();
        await foreach (var session in sessions.OfAsync(context.Message, context.Session, cancellationToken)) all.Add(session);
        foreach (var session in all) await stores.Sessions.DeleteSessionAsync(session, cancellationToken);
        var remaining = await EraseAsync(context, cancellationToken);
        if (!context.Message.IsShared) await stores.Aliases.SetAsync(context.Message.SessionKey, context.Message.SessionKey, cancellationToken);
        foreach (var left in remaining) LogRemaining(left);
        var rest = remaining.Count == 0 ? "" : " Some files may still hold a part of it; whoever runs me has been told.";
        return TurnDraft.Answer(context.Message.IsShared
            ? $"Everything of your own conversations is erased.{rest} The one here is everyone's, and stays; delete your messages to take them out of it."
            : $"Everything of our conversations is erased.{rest} We begin anew.");
    }

    private async ValueTask<IReadOnlyList<string>> EraseAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (stores.Sessions.Find<ISessionRetention>() is { } retention)
            return (await retention.EraseUserAsync(context.Message.UserId, context.EntryId, cancellationToken)).Remaining;
        if (memory.All is { } known) await known.ForgetAllAsync(context.Message.UserId, cancellationToken);
        return [];
    }

    private static TurnDraft Ask(InboundMessage message) => new()
    {
        Reply = new($"This erases every conversation of yours, your preferences and all I remember of you, for good.{(message.IsShared ? " The conversation here is everyone's, and stays." : "")} Write `/forget yes` to do it; `/export` first gives you a copy.")
        {
            Buttons = [[new("Erase everything", "/forget yes"), new("Give me a copy first", "/export")]],
        },
    };

    [LoggerMessage(LogLevel.Warning, "A user asked to be forgotten, and that is not finished: {Left}")]
    private partial void LogRemaining(string left);
}
