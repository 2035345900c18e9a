using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Bots.Adapters.Discord.Gateway;
using Bots.BotHost.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.HostUnderTest;

/// <summary>Tells the <see cref="Crash.CrashDirector"/> before and after every call that crosses into a store; it answers, or kills the process (SIGKILL).</summary>
/// <remarks><c>BOTS_CRASH_DIRECTOR</c> is the port it listens on; without it the host runs as it is.</remarks>
internal static class CrashPoints
{
    private static readonly int Port = int.TryParse(Environment.GetEnvironmentVariable("BOTS_CRASH_DIRECTOR"), out var port) ? port : 0;
    private static readonly Lock Gate = new();
    private static NetworkStream? _director;

    public static void Install(IServiceCollection services)
    {
        if (Port == 0) return;
        _director = new TcpClient("127.0.0.1", Port) { NoDelay = true }.GetStream();
        Tell(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Replace<DeliveryStores>(services, static stores => new(
            new CrashingSessions(stores.Sessions), CrashingProxy.Around(stores.Turns), CrashingProxy.Around(stores.Inbox),
            CrashingProxy.Around(stores.Outbox), CrashingProxy.Around(stores.Aliases)));
        Replace<IDiscordResumeStore>(services, static resumes => CrashingProxy.Around(resumes));
    }

    /// <summary>Returns when the process may live on.</summary>
    public static void Reach(string name)
    {
        lock (Gate)
        {
            Tell(name);
            if (_director!.ReadByte() < 0) Environment.Exit(99); // the run is over
        }
    }

    private static void Tell(string line) => _director!.Write(Encoding.UTF8.GetBytes(line + "\n"));

    private static void Replace<T>(IServiceCollection services, Func<T, T> change) where T : class
    {
        var real = services.Last(static service => service.ServiceType == typeof(T)).ImplementationFactory!;
        services.AddSingleton(provider => change((T)real(provider)));
    }
}
