using Bots.Adapters;
using Bots.Adapters.Telegram;

namespace Bots.BotHost.Setup;

/// <summary>Telegram accounts.</summary>
internal sealed class TelegramPlatform : IBotPlatform
{
    public string Name => "telegram";

    public bool NeedsToken => true;

    public Type OptionsType => typeof(TelegramOptions);

    public IPlatformAdapter Build(BotPlan plan, IServiceProvider provider) => new TelegramAdapter(
        plan.Name, plan.Section.Get<TelegramOptions>()!, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TelegramAdapter>>());

    /// <summary>Lets Telegram reach the accounts in webhook mode.</summary>
    public static void MapWebhooks(WebApplication app) =>
        app.MapTelegramWebhooks(app.Services.GetRequiredService<BotAccounts>().All.Select(static account => account.Adapter).OfType<TelegramAdapter>());
}
