using Bots.Agents;
using Bots.BotHost.Access;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests;

/// <summary>The real pipeline around a fake platform and a given agent.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestHost(ServiceProvider services, FakeAdapter adapter, ISessionStore store) => (_services, Adapter, Store) = (services, adapter, store);

    public FakeAdapter Adapter { get; }

    public ISessionStore Store { get; }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static async Task<TestHost> StartAsync(
        IAgent agent, ISessionStore? store = null, Action<TurnOptions>? configure = null, DeliveryStores? delivery = null, TimeProvider? time = null,
        RecordingLogs? logs = null, Action<Media.MediaOptions>? media = null, bool seesPictures = false, AccessOptions? access = null,
        IReadOnlyList<ConfiguredAgent>? others = null, Task? answer = null, Task? previewAnswer = null)
    {
        store ??= new MemorySessionStore();
        var adapter = new FakeAdapter { Answer = answer ?? Task.CompletedTask, PreviewAnswer = previewAnswer ?? Task.CompletedTask };
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Warning));
        if (logs is not null) services.AddLogging(logging => logging.SetMinimumLevel(logs.From).AddProvider(logs));
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build());
        services.AddSingleton(store);
        services.AddSingleton(delivery ?? DeliveryStores.From(store) ?? DeliveryStores.Paired(store, new MemorySessionStore()));
        services.AddSingleton(new HostLock(null));
        services.AddSingleton(new BotAccounts(() => [new(adapter, new ConfiguredAgent("default", agent) { SeesPictures = seesPictures }) { Others = others ?? [] }]));
        services.AddSingleton(time ?? TimeProvider.System);
        if (access is not null) services.AddSingleton(new AccessRulebook(access, new Dictionary<string, AccessRulebook.Account>()));
        services.AddTurnPipeline();
        services.Configure(configure ?? (static _ => { }));
        services.Configure(media ?? (static _ => { }));
        var host = new TestHost(services.BuildServiceProvider(), adapter, store);
        foreach (var service in host._services.GetServices<IHostedService>()) await service.StartAsync(default);
        await Eventually.TrueAsync(() => adapter.Sink is not null, "the adapter runs");
        return host;
    }

    /// <summary>Says something and waits until <paramref name="replies"/> more replies were delivered; the last one's text.</summary>
    public async Task<string> SayAsync(string text, string user = "1", int replies = 1)
    {
        var before = Adapter.Delivered.Count;
        await Adapter.Sink!.AcceptAsync([Some.Message(text, user)], default);
        await Eventually.TrueAsync(() => Adapter.Delivered.Count >= before + replies, $"a reply to \"{text}\"");
        return Adapter.Delivered.Last().Text;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>()) await service.StopAsync(default);
        await _services.DisposeAsync();
    }
}
