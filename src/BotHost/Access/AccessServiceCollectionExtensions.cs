using Bots.BotHost.Commands;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bots.BotHost.Access;

/// <summary>Registers who may write.</summary>
internal static class AccessServiceCollectionExtensions
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.TryAddSingleton(new AccessRulebook(new(), new Dictionary<string, AccessRulebook.Account>()));
        services.AddSingleton<AccessBook>().AddSingleton<OwnerClaims>().AddSingleton<Pairing>().AddSingleton<AccessGate>().AddSingleton<OwnerCommand>();
        services.AddSingleton(static _ => new ToldOnce()).AddSingleton<Arrivals>().AddSingleton<RateLimiter>().AddSingleton<OwnerNotices>();
        return services;
    }
}
