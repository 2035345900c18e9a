using Bots.Agents;
using Bots.BotHost.Setup;
using Bots.BotHost.Turns;
using Bots.Sessions;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Api;

/// <summary>Registers and maps the HTTP API.</summary>
internal static partial class ApiSetup
{
    public static IServiceCollection AddConfiguredApi(this IServiceCollection services, IConfiguration configuration, ConfigurationProblems problems)
    {
        var options = problems.Bind(configuration.GetSection("Api"), typeof(ApiOptions)) as ApiOptions ?? new();
        services.Configure<AgentsOptions>(agents =>
        {
            if (options.Enabled) agents.References.Add(new("Api:Agent", options.Agent));
        });
        services.AddSingleton(options);
        services.AddSingleton(static provider => new ApiGuard(provider.GetRequiredService<ApiOptions>(), provider.GetRequiredService<ISessionStore>(),
            provider.GetRequiredService<IOptions<HostFilteringOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddHostNames();
        services.AddSingleton(static provider => new RemoteSessions(provider.GetRequiredService<ISessionStore>(), provider.GetRequiredService<TurnMemory>()));
        services.AddSingleton<AgentEndpoints>();
        services.AddSingleton(static provider => new SessionEndpoints(provider.GetRequiredService<ISessionStore>()));
        services.AddSingleton<TokenEndpoints>();
        return services;
    }

    public static void MapConfiguredApi(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<ApiOptions>().Enabled) return;
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            if (app.Services.GetRequiredService<ApiGuard>().TokensEndWithProcess) LogShortTokens(app.Logger);
        });
        Map("POST", "/agent", static (context, caller) => context.RequestServices.GetRequiredService<AgentEndpoints>().AnswerAsync(context, caller));
        Map("GET", "/agent/health", static (context, _) => context.RequestServices.GetRequiredService<AgentEndpoints>().HealthAsync(context));
        Map("GET", "/sessions", static (context, caller) => Sessions(context).ExistsAsync(context, caller));
        Map("DELETE", "/sessions", static (context, caller) => Sessions(context).DeleteAsync(context, caller));
        Map("GET", "/sessions/messages", static (context, caller) => Sessions(context).HistoryAsync(context, caller));
        Map("POST", "/sessions/messages", static (context, caller) => Sessions(context).AddAsync(context, caller));
        Map("DELETE", "/sessions/messages", static (context, caller) => Sessions(context).ClearAsync(context, caller));
        Map("POST", "/tokens", static (context, caller) => context.RequestServices.GetRequiredService<TokenEndpoints>().IssueAsync(context, caller));
        Map("DELETE", "/tokens", static (context, caller) => context.RequestServices.GetRequiredService<TokenEndpoints>().RevokeAsync(context, caller));

        void Map(string method, string path, Func<HttpContext, ApiCaller, Task> handle) => app.MapMethods(path, [method], async (HttpContext context) =>
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = context.RequestServices.GetRequiredService<ApiOptions>().MaxRequestBytes;
            try
            {
                var (caller, refusal) = await context.RequestServices.GetRequiredService<ApiGuard>().IdentifyAsync(context);
                if (caller is not null) await handle(context, caller);
                else await ApiResults.ErrorAsync(context, context.Request.Headers.Authorization.Count > 0 || refusal.StartsWith("Send", StringComparison.Ordinal) ? 401 : 403, refusal);
            }
            catch (SessionStoreException exception) when (!context.Response.HasStarted)
            {
                await ApiResults.ErrorAsync(context, 503, exception.Message);
            }
        }).WithMetadata(new HostNames.GuardedByKey());
    }

    private static SessionEndpoints Sessions(HttpContext context) => context.RequestServices.GetRequiredService<SessionEndpoints>();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sessions:Store is memory: session tokens are signed with a key of this process, and end with it")]
    private static partial void LogShortTokens(ILogger logger);
}
