using Bots.Agents;
using Bots.HostUnderTest;
using Bots.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.BotHost.Tests.Api;

/// <summary>The program without any bot, with a given store and agent: what its API is asked.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly InProcessHost _host;
    private readonly TempFolder _folder;

    private ApiHost(InProcessHost host, TempFolder folder) => (_host, _folder) = (host, folder);

    public string Address => _host.Address;

    public T Get<T>() where T : notnull => _host.Get<T>();

    public static async Task<ApiHost> StartAsync(ISessionStore store, IAgent? agent = null, params string[] settings)
    {
        var folder = new TempFolder();
        return new(await InProcessHost.StartAsync(folder.Path, agent, settings.Prepend("Bots:web:Enabled=false"), services => services.AddSingleton(store)), folder);
    }

    public HttpClient Client(string? key = null)
    {
        var client = new HttpClient { BaseAddress = new(Address) };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
