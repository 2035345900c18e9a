using System.Globalization;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/new</c>: opens a fresh conversation; the old one is kept.</summary>
internal sealed class NewCommand(DeliveryStores stores) : IChatCommand
{
    public string Name => "new";

    public string Description => "start a new conversation (the old one is kept)";

    public async ValueTask<TurnDraft> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var key = context.Message.SessionKey;
        await stores.Aliases.SetAsync(key, string.Create(CultureInfo.InvariantCulture, $"{key}_new_{context.EntryId}"), cancellationToken);
        return TurnDraft.Answer("A new conversation begins here. The old one is kept; `/export` still holds it and `/forget` erases it too.");
    }
}
