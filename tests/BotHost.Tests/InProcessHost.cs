using Bots.Agents;
using Bots.BotHost.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.BotHost.Tests;

/// <summary>The real program in this process, on a free port, with its data in a given folder.</summary>
internal sealed class InProcessHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InProcessHost(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts it.</summary>
    /// <param name="folder">Where its data lies; outlives it.</param>
    /// <param name="agent">Who answers; null for the agents of the configuration.</param>
    /// <param name="settings">Configuration, as <c>Key=value</c>.</param>
    /// <param name="configure">Replaces what the program registers.</param>
    public static async Task<InProcessHost> StartAsync(string folder, IAgent? agent, IEnumerable<string> settings, Action<IServiceCollection> configure)
    {
        string[] args = ["--urls", "http://127.0.0.1:0", $"--Host:DataPath={folder}", "--Logging:LogLevel:Default=None", .. settings.Select(static setting => "--" + setting)];
        var app = BotProgram.Build(args, services =>
        {
            if (agent is not null) services.AddSingleton<IAgentCatalog>(new OneAgent(new("default", agent)));
            configure(services);
        }) ?? throw new InvalidOperationException("The configuration is wrong.");
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class OneAgent(ConfiguredAgent agent) : IAgentCatalog
    {
        public IReadOnlyCollection<string> Names => ["default"];

        public ConfiguredAgent? Find(string name) => name == "default" ? agent : null;
    }
}
