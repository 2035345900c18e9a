using Bots.Agents;
using Bots.BotHost.Setup;
using Bots.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.BotHost.Tests.Platforms;

/// <summary>The real program in this process, with one account and a given agent; its data outlives it.</summary>
internal sealed class PlatformHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PlatformHost(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<PlatformHost> StartAsync(string folder, IAgent agent, LiveClock clock, IEnumerable<string> settings)
    {
        string[] args =
        [
            "--urls", "http://127.0.0.1:0", $"--Host:DataPath={folder}", $"--Sessions:Sqlite:Path={Path.Combine(folder, "sessions.db")}", "--Logging:LogLevel:Default=None",
            "--Turns:DrainTimeout=00:00:00", .. settings.Select(static setting => "--" + setting),
        ];
        var app = BotProgram.Build(args, services =>
        {
            services.AddSingleton<IAgentCatalog>(new OneAgent(new("default", agent)));
            services.AddSingleton<TimeProvider>(clock);
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
