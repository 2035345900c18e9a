using System.Diagnostics;
using Bots.BotHost.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.HostUnderTest;

/// <summary>Counts every call that crosses into the store and kills the process (SIGKILL) just before the one that was asked for.</summary>
/// <remarks>Between two such calls nothing durable happens, so dying before each of them is dying at every step.
/// <c>BOTS_CRASH_AT=7</c> names the call; <c>BOTS_CRASH_LOG=file</c> lists the calls of a whole run.</remarks>
internal static class CrashPoints
{
    private static readonly int At = int.TryParse(Environment.GetEnvironmentVariable("BOTS_CRASH_AT"), out var at) ? at : 0;
    private static readonly string? Log = Environment.GetEnvironmentVariable("BOTS_CRASH_LOG");
    private static readonly Lock Gate = new();
    private static int _reached;

    public static void Install(IServiceCollection services)
    {
        if (At == 0 && Log is null) return;
        var real = services.Last(static service => service.ServiceType == typeof(DeliveryStores)).ImplementationFactory!;
        services.AddSingleton(provider =>
        {
            var stores = (DeliveryStores)real(provider);
            return stores with
            {
                Turns = CrashingProxy.Around(stores.Turns),
                Inbox = CrashingProxy.Around(stores.Inbox),
                Outbox = CrashingProxy.Around(stores.Outbox),
                Aliases = CrashingProxy.Around(stores.Aliases),
            };
        });
    }

    public static void Reach(string name)
    {
        lock (Gate)
        {
            _reached++;
            if (Log is not null) File.AppendAllText(Log, $"{_reached} {name}\n");
            if (_reached == At) Process.GetCurrentProcess().Kill();
        }
    }
}
