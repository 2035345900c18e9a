using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bots.BotHost.Setup;

/// <summary>Chooses the store by <c>Sessions:Store</c>. A store registered before (a program of one's own) wins.</summary>
internal static class SessionsSetup
{
    public static IServiceCollection AddConfiguredSessions(this IServiceCollection services, IConfiguration configuration, ConfigurationProblems problems)
    {
        var store = configuration["Sessions:Store"] ?? "sqlite";
        switch (store.ToLowerInvariant())
        {
            case "sqlite": services.AddSqliteSessions(); break;
            case "json": services.AddJsonSessions(); break;
            case "memory": services.TryAddSingleton<ISessionStore, MemorySessionStore>(); break;
            default: problems.Add($"Sessions:Store is \"{store}\"; set it to sqlite, json or memory."); break;
        }

        problems.Bind(configuration.GetSection("Sessions:Sqlite"), typeof(SqliteSessionOptions));
        problems.Bind(configuration.GetSection("Sessions:Json"), typeof(JsonSessionOptions));
        services.AddSingleton(new PairedDelivery(Path.Combine(configuration["Host:DataPath"] ?? "data", "delivery.db")));
        services.AddSingleton(static provider => Deliver(provider));
        services.AddSingleton(static provider => new HostLock(provider.GetRequiredService<ISessionStore>().Find<ILocalStore>()?.HostLockPath));
        return services;
    }

    private static DeliveryStores Deliver(IServiceProvider provider)
    {
        var store = provider.GetRequiredService<ISessionStore>();
        return DeliveryStores.From(store) ?? DeliveryStores.Paired(store, provider.GetRequiredService<PairedDelivery>().Store);
    }
}
