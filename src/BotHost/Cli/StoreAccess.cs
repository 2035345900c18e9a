using Bots.BotHost.Access;
using Bots.BotHost.Commands;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Cli;

/// <summary>The configured store, opened beside the host that may be running on it: no lease, no claim, no lock.</summary>
internal sealed class StoreAccess : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StoreAccess(ServiceProvider services, TimeSpan pickUp) => (_services, PickUp) = (services, pickUp);

    /// <summary>The inbox.</summary>
    public IInbox Inbox => _services.GetRequiredService<DeliveryStores>().Inbox;

    /// <summary>The outbox.</summary>
    public IOutbox Outbox => _services.GetRequiredService<DeliveryStores>().Outbox;

    /// <summary>The sessions.</summary>
    public ISessionStore Sessions => _services.GetRequiredService<ISessionStore>();

    /// <summary>Who may write.</summary>
    public AccessBook Access => new(_services.GetRequiredService<DeliveryStores>());

    /// <summary>The accounts of the configuration.</summary>
    public IReadOnlyList<string> Bots { get; private init; } = [];

    /// <summary>What is needed to tell a cost.</summary>
    public AnalyticsOptions Analytics { get; private init; } = new();

    /// <summary>How long a running host takes at most to notice an entry that is open again.</summary>
    public TimeSpan PickUp { get; }

    /// <summary>The host's configuration with these settings on top.</summary>
    public static IConfiguration Configuration(string[] settings) => WebApplication.CreateSlimBuilder(HostFolder.Options(settings)).Configuration;

    /// <summary>Opens what the host would open; a store that is not there yet only where the command may make one. Only the host itself begins in an empty file.</summary>
    /// <exception cref="CommandException">The configuration is wrong, or there is nothing to open.</exception>
    public static StoreAccess Open(string[] settings, Action<IServiceCollection>? configure, StoreExpectation expected = StoreExpectation.Store)
    {
        var builder = WebApplication.CreateSlimBuilder(HostFolder.Options(settings));
        var problems = new ConfigurationProblems();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddConfiguredSessions(builder.Configuration, problems);
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        configure?.Invoke(builder.Services);
        var analytics = problems.Bind(builder.Configuration.GetSection("Analytics"), typeof(AnalyticsOptions)) as AnalyticsOptions ?? new();
        var turns = (TurnOptions?)problems.Bind(builder.Configuration.GetSection("Turns"), typeof(TurnOptions));
        var services = builder.Services.BuildServiceProvider();
        if (problems.Collect(services) is { Count: > 0 } all) throw new CommandException($"The configuration needs attention:\n  - {string.Join("\n  - ", all)}");
        CheckThere(services, expected);
        return new(services, turns!.Lease / 3) { Analytics = analytics, Bots = [.. builder.Configuration.GetSection("Bots").GetChildren().Select(static bot => bot.Key)] };
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>A command must not make an empty store where somebody looks for a full one.</summary>
    private static void CheckThere(ServiceProvider services, StoreExpectation expected)
    {
        var store = services.GetRequiredService<ISessionStore>();
        if (DeliveryStores.From(store) is null) store = services.GetRequiredService<PairedDelivery>().Store;
        if (store is MemorySessionStore)
            throw new CommandException("Sessions:Store is memory: everything lives in the host's own process, and no other program can look into it.");
        if (store.Find<ILocalStore>() is not { Location: var location }) return;
        if (expected is StoreExpectation.Store or StoreExpectation.MayBeMissing && new FileInfo(location) is { Exists: true, Length: 0 })
            throw new CommandException($"{location}: The file is empty: this is no database. Restore a backup, or remove the file to start anew.");
        if (expected is StoreExpectation.Store or StoreExpectation.MayBeEmpty && !File.Exists(location) && !Directory.Exists(location))
            throw new CommandException($"There is no store at {location}. Run this in the folder the host runs in, or name the store, for example with --Sessions:Sqlite:Path=….");
    }
}
