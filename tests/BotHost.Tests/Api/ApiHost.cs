using Bots.Agents;
using Bots.BotHost.Setup;
using Bots.HostUnderTest;
using Bots.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.BotHost.Tests.Api;

/// <summary>The real program in this process, on a free port, with a given store and agent.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder _folder;

    private ApiHost(WebApplication app, TempFolder folder) => (_app, _folder) = (app, folder);

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<ApiHost> StartAsync(ISessionStore store, IAgent? agent = null, params string[] settings)
    {
        var folder = new TempFolder();
        string[] args = ["--urls", "http://127.0.0.1:0", $"--Host:DataPath={folder.Path}", "--Bots:web:Enabled=false", "--Logging:LogLevel:Default=None", .. settings.Select(static setting => "--" + setting)];
        var app = BotProgram.Build(args, services =>
        {
            services.AddSingleton(store);
            if (agent is not null) services.AddSingleton<IAgentCatalog>(new OneAgent(new("default", agent)));
        }) ?? throw new InvalidOperationException("The configuration is wrong.");
        await app.StartAsync();
        return new(app, folder);
    }

    public HttpClient Client(string? key = null)
    {
        var client = new HttpClient { BaseAddress = new(Address) };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class OneAgent(ConfiguredAgent agent) : IAgentCatalog
    {
        public IReadOnlyCollection<string> Names => ["default"];

        public ConfiguredAgent? Find(string name) => name == "default" ? agent : null;
    }
}
