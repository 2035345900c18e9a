using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bots.HostUnderTest.Leaks;

/// <summary>One life of a host: the real pipeline over a store that outlives it.</summary>
internal sealed class LeakHost
{
    private static readonly IConfiguration NoConfiguration = new ConfigurationBuilder().Build();

    private readonly ServiceProvider _services;

    private LeakHost(Gates gates, TestClock clock, LeakAdapter adapter, ServiceProvider services) =>
        (Gates, Clock, Adapter, _services) = (gates, clock, adapter, services);

    public Gates Gates { get; }

    public TestClock Clock { get; }

    public LeakAdapter Adapter { get; }

    /// <summary>Completes when the host has taken over what was left.</summary>
    public Task Started { get; private set; } = Task.CompletedTask;

    public static LeakHost Start(DeliveryStores stores, DateTimeOffset now, LeakReport report, Dice dice, bool mixes)
    {
        var (gates, clock, secrets) = (new Gates(dice), new TestClock(now), new Secrets(report));
        var adapter = new LeakAdapter(secrets, report, gates, dice, clock);
        var agent = new LeakAgent(secrets, report, gates, dice, mixes);
        var gated = new GatedStore(stores, gates, dice);
        var services = new ServiceCollection().AddLogging().AddSingleton(NoConfiguration).AddSingleton<TimeProvider>(clock)
            .AddSingleton<ISessionStore>(gated).AddSingleton(gated.Stores).AddSingleton(new HostLock(null))
            .AddSingleton(new BotAccounts(() => [new(adapter, new("default", agent, historyMessages: 20))]))
            .AddTurnPipeline();
        var mode = (BusyMode)dice.Next(3);
        services.Configure<TurnOptions>(options =>
        {
            (options.WhileBusy, options.Timeout, options.MaxWaitingPerSession, options.MaxAttempts) = (mode, TimeSpan.FromSeconds(60), 4, 10);
            options.MaxConcurrent = 5;
        });
        var host = new LeakHost(gates, clock, adapter, services.BuildServiceProvider());
        host.Started = Task.WhenAll(host._services.GetServices<IHostedService>().Select(static service => service.StartAsync(default)));
        return host;
    }

    public string Owner => _services.GetRequiredService<HostIdentity>().Owner;

    public Task StopAsync() => Task.WhenAll(_services.GetServices<IHostedService>().Select(static service => service.StopAsync(default)));
}
