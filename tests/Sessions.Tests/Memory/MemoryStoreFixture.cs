using Bots.Sessions.Conformance;
using Bots.Sessions.Memory;

namespace Bots.Sessions.Tests.Memory;

/// <summary>The in-memory store.</summary>
public sealed class MemoryStoreFixture : StoreFixture
{
    public override Type StoreType => typeof(MemorySessionStore);

    public override ValueTask<ISessionStore> OpenAsync() => new(new MemorySessionStore(Clock));
}
