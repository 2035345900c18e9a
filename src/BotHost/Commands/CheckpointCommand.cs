using System.Globalization;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/checkpoint [name]</c>: marks this place of the conversation.</summary>
internal sealed class CheckpointCommand(DeliveryStores stores, TimeProvider time) : IChatCommand
{
    public string Name => "checkpoint";

    public string Description => "mark this place, to come back with `/restore`";

    public string? Argument => "a name for the place";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var checkpoints = stores.Sessions.Require<ISessionCheckpoints>();
        var name = context.Argument.Length > 0 ? Excerpt.Of(context.Argument, 60) : time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return await checkpoints.CreateCheckpointAsync(context.Session, name, CheckpointKind.Manual, cancellationToken) is { } made
            ? TurnDraft.Answer($"Marked as “{name}”, after {made.MessageIndex + 1} messages. `/restore` lists the marks.")
            : TurnDraft.Answer("This conversation is empty so far: there is nothing to mark.");
    }
}
