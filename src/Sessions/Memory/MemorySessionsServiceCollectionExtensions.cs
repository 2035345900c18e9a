using Bots.Sessions;
using Bots.Sessions.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the in-memory session store.</summary>
public static class MemorySessionsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="MemorySessionStore"/>, also as the <see cref="ISessionStore"/> when there is none yet.</summary>
    public static IServiceCollection AddMemorySessions(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new MemorySessionStore(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ISessionStore>(static provider => provider.GetRequiredService<MemorySessionStore>());
        return services;
    }
}
