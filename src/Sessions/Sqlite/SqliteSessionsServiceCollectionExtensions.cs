using Bots.Sessions;
using Bots.Sessions.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the SQLite session store.</summary>
public static class SqliteSessionsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="SqliteSessionStore"/>, also as the <see cref="ISessionStore"/> when there is none yet; bound to <c>Sessions:Sqlite</c>.</summary>
    public static IServiceCollection AddSqliteSessions(this IServiceCollection services, Action<SqliteSessionOptions>? configure = null)
    {
        services.AddOptions<SqliteSessionOptions>().BindConfiguration("Sessions:Sqlite").Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteSessionOptions>, SqliteSessionOptions.Validator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new SqliteSessionStore(
            provider.GetRequiredService<IOptions<SqliteSessionOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<SqliteSessionStore>>()));
        services.TryAddSingleton<ISessionStore>(static provider => provider.GetRequiredService<SqliteSessionStore>());
        return services;
    }
}
