using Bots.Adapters;
using Bots.Adapters.Web;
using Bots.BotHost.Outbox;
using Bots.BotHost.Stores;
using Bots.Sessions.Delivery;
using Microsoft.AspNetCore.DataProtection;

namespace Bots.BotHost.Setup;

/// <summary>The web chat of this host: the one account whose platform is <c>web</c>.</summary>
internal sealed class WebPlatform : IBotPlatform
{
    public string Name => "web";

    public bool NeedsToken => false;

    public Type OptionsType => typeof(BotOptions);

    public IPlatformAdapter Build(BotPlan plan, IServiceProvider provider)
    {
        var adapter = provider.GetRequiredService<WebAdapter>();
        // A returning browser gets what it missed. The sender keeps what it cannot revive now for the next sign of life.
        adapter.BrowserConnected += chat => provider.GetRequiredService<ParkedReplies>().Revive(plan.Name, chat);
        return adapter;
    }
}

/// <summary>Registers and maps the web chat.</summary>
internal static class WebSetup
{
    public static IServiceCollection AddConfiguredWebChat(this IServiceCollection services, string dataPath)
    {
        services.AddSingleton<IWebHistory, WebHistory>();
        services.AddSingleton(static provider =>
        {
            var plan = provider.GetRequiredService<IReadOnlyList<BotPlan>>().First(static plan => plan is { IsOn: true, Platform: WebPlatform });
            return new WebAdapter(plan.Name, plan.KeyName, provider.GetRequiredService<TimeProvider>());
        });
        // The keys that sign the browsers' cookies live beside the data: a restart recognises every browser.
        services.AddDataProtection().SetApplicationName("bots").PersistKeysToFileSystem(new(Path.GetFullPath(Path.Combine(dataPath, "keys"))));
        return services;
    }

    public static void MapConfiguredWebChat(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IReadOnlyList<BotPlan>>().Any(static plan => plan is { IsOn: true, Platform: WebPlatform })) return;
        CheckKeys(app.Services.GetRequiredService<IDataProtectionProvider>(), app.Configuration["Host:DataPath"] ?? "data");
        app.MapWebChat();
    }

    /// <summary>A host that cannot sign cookies would answer every page with an error: better not to start.</summary>
    private static void CheckKeys(IDataProtectionProvider keys, string dataPath)
    {
        try
        {
            keys.CreateProtector("start").Protect("start");
        }
        catch (Exception exception)
        {
            throw new WebKeysException(
                $"the keys of the web chat's cookies in {Path.Combine(dataPath, "keys")} cannot be used ({exception.GetBaseException().Message}); "
                + "make the folder writable, set Host:DataPath to another one, or move a damaged key file away.", exception);
        }
    }

    private sealed class WebHistory(DeliveryStores stores) : IWebHistory
    {
        public async ValueTask<IReadOnlyList<WebMessage>> GetAsync(string sessionKey, int maxMessages, CancellationToken cancellationToken)
        {
            var session = await stores.Aliases.ResolveAsync(sessionKey, cancellationToken);
            var messages = await stores.Sessions.GetChatHistoryAsync(session, maxMessages, cancellationToken);
            return [.. messages.Where(static message => message.Role is "user" or "assistant").Select(static message =>
                new WebMessage(message.Role, message.Content) { Turn = message.Metadata.GetString(Turns.TurnTag.Name), At = message.Timestamp })];
        }
    }
}
