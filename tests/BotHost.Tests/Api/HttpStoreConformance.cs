using Bots.Sessions;
using Bots.Sessions.Conformance;
using Bots.Sessions.Http;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests.Api;

/// <summary>The store over HTTP keeps every promise of the five methods.</summary>
public static class HttpStoreConformance
{
    public sealed class FiveMethods : FiveMethodsContract<Fixture>;

    public sealed class Metadata : MetadataContract<Fixture>;

    public sealed class Ordering : OrderingContract<Fixture>;

    public sealed class Windows : WindowsContract<Fixture>;

    public sealed class ParallelThreads : ParallelThreadsContract<Fixture>;

    public sealed class OddInput : OddInputContract<Fixture>;

    public sealed class Restart : RestartContract<Fixture>;

    public sealed class SharedData : SharedDataContract<Fixture>;

    public sealed class TokenWindows : TokenWindowsContract<Fixture>;

    public sealed class Coverage
    {
        [Fact]
        public async Task Every_group_that_applies_is_derived() => Assert.Empty(await SuiteCoverage.FindGapsAsync<Fixture>(typeof(Fixture).Assembly));
    }

    /// <summary>A host on a memory store; what it keeps outlives the client.</summary>
    public sealed class Fixture : StoreFixture
    {
        private const string Key = "a key that is long enough";

        private readonly Lazy<Task<ApiHost>> _host;

        public Fixture() => _host = new(() => ApiHost.StartAsync(new MemorySessionStore(Clock), null, $"Api:Key={Key}"));

        public override Type StoreType => typeof(HttpSessionStore);

        public override bool SurvivesRestart => true;

        public override async ValueTask<ISessionStore> OpenAsync() => new HttpSessionStore((await _host.Value).Address, Key);

        public override async ValueTask DisposeAsync()
        {
            if (_host.IsValueCreated) await (await _host.Value).DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
