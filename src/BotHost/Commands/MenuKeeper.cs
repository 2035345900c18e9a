using Bots.Adapters;
using Bots.BotHost.Setup;

namespace Bots.BotHost.Commands;

/// <summary>Shows the commands in the menus of the platforms that have some; tries again until each took them.</summary>
internal sealed class MenuKeeper(BotAccounts bots, IEnumerable<IChatCommand> commands, MenuTexts texts, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var menus = CommandMenus.Of(commands, texts);
        await Task.WhenAll(bots.All.Select(static account => account.Adapter).OfType<ICommandMenus>().Select(adapter => ShowAsync(adapter, menus, stoppingToken)));
    }

    private async Task ShowAsync(ICommandMenus adapter, IReadOnlyList<CommandMenu> menus, CancellationToken cancellationToken)
    {
        for (var wait = Shortest; !cancellationToken.IsCancellationRequested && !await adapter.ShowMenusAsync(menus, cancellationToken); wait = wait * 2 < Longest ? wait * 2 : Longest)
            await Task.Delay(wait, time, cancellationToken);
    }
}
