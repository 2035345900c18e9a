using Bots.Adapters;
using Bots.BotHost.Commands;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Access;

/// <summary>Shows the owner the owner's commands in their own chat, in every language, wherever a platform has menus; follows whose bot it is.</summary>
internal sealed class OwnerMenus(BotAccounts bots, IEnumerable<IChatCommand> commands, MenuTexts texts, AccessBook book, StoreHealth health, TimeProvider time) : BackgroundService
{
    /// <summary>How long it takes at most until a new owner sees them.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!book.CanKeep) return;
        await Task.WhenAll(bots.All.Select(static account => account.Adapter).Select(adapter => adapter is ICommandMenus menus ? FollowAsync(adapter.Bot, menus, stoppingToken) : Task.CompletedTask));
    }

    private async Task FollowAsync(string bot, ICommandMenus adapter, CancellationToken cancellationToken)
    {
        string? shown = null;
        var wait = Interval;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await FindAsync(bot, shown, cancellationToken) is var chat && chat == shown) wait = Interval;
            else if (await adapter.ShowMenusAsync(MenusFor(shown, chat), cancellationToken)) (shown, wait) = (chat, Interval);
            else wait = wait * 2 < Longest ? wait * 2 : Longest;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>The owner's chat, or null; as it was while the store cannot tell.</summary>
    private async ValueTask<string?> FindAsync(string bot, string? shown, CancellationToken cancellationToken)
    {
        if (health.IsDown) return shown;
        try
        {
            return (await book.OwnerAsync(bot, cancellationToken))?.Place?.Chat;
        }
        catch (SessionStoreException exception)
        {
            health.Failed(exception);
            return shown;
        }
    }

    private IReadOnlyList<CommandMenu> MenusFor(string? before, string? now) =>
    [
        .. before is null ? [] : CommandMenus.OfOwner(commands, texts, before).Select(static menu => menu with { Commands = [] }),
        .. now is null ? [] : CommandMenus.OfOwner(commands, texts, now),
    ];
}
