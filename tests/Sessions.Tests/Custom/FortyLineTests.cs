using Bots.Samples;
using Bots.Sessions.Delivery;

namespace Bots.Sessions.Tests.Custom;

public sealed class FortyLineTests
{
    private readonly FortyLineSessionStore _store = new();

    [Fact]
    public void It_has_the_five_methods_and_no_more()
    {
        var methods = typeof(FortyLineSessionStore).GetMethods().Count(static method => method.DeclaringType == typeof(FortyLineSessionStore));

        Assert.Equal(5, methods);
    }

    [Fact]
    public void It_offers_no_capability()
    {
        Assert.Null(_store.Find<ITurnLog>());
        Assert.Null(_store.Find<ISessionCatalog>());
        Assert.Null(_store.Find<IInbox>());
    }

    [Fact]
    public void Asking_it_for_a_capability_says_which_one_is_missing_and_what_helps()
    {
        var error = Assert.Throws<NotSupportedException>(() => _store.Require<ITurnLog>());

        Assert.Contains("FortyLineSessionStore does not offer ITurnLog", error.Message, StringComparison.Ordinal);
        Assert.Contains("sqlite offers everything", error.Message, StringComparison.Ordinal);
    }
}
