using Bots.Sessions;
using Bots.Sessions.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the JSON file session store.</summary>
public static class JsonSessionsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="JsonSessionStore"/>, also as the <see cref="ISessionStore"/> when there is none yet; bound to <c>Sessions:Json</c>.</summary>
    public static IServiceCollection AddJsonSessions(this IServiceCollection services, Action<JsonSessionOptions>? configure = null)
    {
        services.AddOptions<JsonSessionOptions>().BindConfiguration("Sessions:Json").Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JsonSessionOptions>, JsonSessionOptions.Validator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new JsonSessionStore(
            provider.GetRequiredService<IOptions<JsonSessionOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<JsonSessionStore>>()));
        services.TryAddSingleton<ISessionStore>(static provider => provider.GetRequiredService<JsonSessionStore>());
        return services;
    }
}
