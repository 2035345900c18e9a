using Bots.Samples;
using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Custom;

/// <summary>The store with only the five methods.</summary>
public sealed class FortyLineFixture : StoreFixture
{
    public override Type StoreType => typeof(FortyLineSessionStore);

    public override ValueTask<ISessionStore> OpenAsync() => new(new FortyLineSessionStore());
}
