using System.Collections.Concurrent;
using Bots.Adapters.Web;

namespace Bots.Adapters.Tests.Web;

/// <summary>Histories by session key, in memory.</summary>
internal sealed class FakeHistory : IWebHistory
{
    public ConcurrentDictionary<string, WebMessage[]> Sessions { get; } = new();

    public Exception? Failure { get; set; }

    public ValueTask<IReadOnlyList<WebMessage>> GetAsync(string sessionKey, int maxMessages, CancellationToken cancellationToken) => Failure is null
        ? new([.. Sessions.GetValueOrDefault(sessionKey, []).TakeLast(maxMessages)])
        : throw Failure;
}
