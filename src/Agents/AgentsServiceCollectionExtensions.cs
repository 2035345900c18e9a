using Bots.Agents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the agents.</summary>
public static class AgentsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IAgentCatalog"/> over the configuration section <c>Agents</c>. Mistakes in it stop the start, all named at once.</summary>
    public static IServiceCollection AddAgents(this IServiceCollection services, Action<AgentsOptions>? configure = null)
    {
        services.AddOptions<AgentsOptions>()
            .Configure<IServiceProvider>(static (options, provider) => Bind(options, provider.GetService<IConfiguration>()))
            .Configure(configure ?? (static _ => { }))
            .PostConfigure(static options => AddDefault(options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AgentsOptions>, AgentsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAddSingleton<IAgentCatalog, AgentCatalog>();
        return services;
    }

    private static void Bind(AgentsOptions options, IConfiguration? configuration)
    {
        foreach (var section in configuration?.GetSection("Agents").GetChildren() ?? [])
        {
            var agent = options.Agents[section.Key] = new AgentOptions();
            try
            {
                section.Bind(agent);
            }
            catch (InvalidOperationException unreadable)
            {
                // The binder's message names the key and the wanted type; collected here so that it appears with all others.
                options.BindingErrors.Add(unreadable.Message);
            }
        }
    }

    private static void AddDefault(AgentsOptions options)
    {
        if (options.Agents.Count == 0) options.Agents["default"] = new AgentOptions();
    }
}
