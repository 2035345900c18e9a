using Bots.Agents;
using Bots.Agents.Analytics;
using Bots.Agents.Memory;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Setup;

/// <summary>Long-term memory by configuration section <c>Memory</c>, over the session store where it keeps memories.</summary>
internal static class MemorySetup
{
    /// <summary>Checks the section; what is wrong is noted.</summary>
    public static IServiceCollection AddConfiguredMemory(this IServiceCollection services, IConfiguration configuration, ConfigurationProblems problems)
    {
        if (problems.Bind(configuration.GetSection("Memory"), typeof(MemoryOptions)) is not MemoryOptions options) return services;
        foreach (var problem in options.Problems()) problems.Add(problem);
        if (options.ExtractionAgent.Length > 0)
            services.Configure<AgentsOptions>(agents => agents.References.Add(new("Memory:ExtractionAgent", options.ExtractionAgent)));
        return services;
    }

    /// <summary>Adds what turns and commands need.</summary>
    public static IServiceCollection AddTurnMemory(this IServiceCollection services)
    {
        services.AddOptions<MemoryOptions>().BindConfiguration("Memory");
        services.TryAddSingleton(static provider => new MemoryHolder(Create(provider)));
        services.AddSingleton(static provider => new TurnMemory(
            provider.GetRequiredService<DeliveryStores>(), provider.GetRequiredService<MemoryHolder>().Memory, provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static LongTermMemory? Create(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<MemoryOptions>>().Value;
        if (!options.Enabled || provider.GetRequiredService<DeliveryStores>().Sessions.Find<IMemoryStore>() is not { } store) return null;
        return new(store, options, ServicesOf(provider, options));
    }

    private static MemoryServices ServicesOf(IServiceProvider provider, MemoryOptions options)
    {
        var (reader, sessions) = (options.ExtractionAgent, provider.GetRequiredService<DeliveryStores>().Sessions);
        return new()
        {
            Model = reader.Length > 0 && provider.GetService<IAgentCatalog>()?.Find(reader) is { } agent ? new ModelExtractor(agent) : null,
            Scorer = provider.GetService<IMemoryScorer>() ?? new RetentionScorer(),
            Embeddings = provider.GetService<IEmbeddingGenerator<string, Embedding<float>>>(),
            Spent = (turn, used) => SessionAnalytics.NoteAsync(sessions, turn.SessionId, used),
            Time = provider.GetRequiredService<TimeProvider>(),
            Logger = provider.GetRequiredService<ILogger<LongTermMemory>>(),
        };
    }

    /// <summary>Keeps the memory, if there is one, so that it is ended with the host.</summary>
    private sealed class MemoryHolder(LongTermMemory? memory) : IAsyncDisposable, IDisposable
    {
        public LongTermMemory? Memory => memory;

        public ValueTask DisposeAsync() => memory?.DisposeAsync() ?? default;

        public void Dispose()
        {
            // Hosts end asynchronously; a container that does not only leaves models to finish by themselves.
        }
    }
}
