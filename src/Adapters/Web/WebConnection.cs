using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Bots.Adapters.Web;

/// <summary>One open event stream.</summary>
internal static class WebConnection
{
    private static readonly TimeSpan FirstBeat = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>What the browser's tab is told; it counts as connected while this is read. Ends when the tab or the host goes.</summary>
    public static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        WebAdapter adapter, Browser browser, CancellationToken hostStopping, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (adapter.Rooms.Enter(browser.Chat) is not { } tab) yield break;
        // A server that stops waits for open requests; this one would not end by itself.
        await using var stopping = hostStopping.Register(tab.Close);
        var beats = 0;
        await using var heart = adapter.Time.CreateTimer(_ => OnBeat(), null, FirstBeat, Beat);
        try
        {
            adapter.SayConnected(browser);
            await foreach (var item in tab.ReadAsync(cancellationToken)) yield return item;
        }
        finally
        {
            adapter.Rooms.Leave(browser.Chat, tab);
        }

        void OnBeat()
        {
            tab.Post(WebEvent.Ping);
            if (++beats <= 3) adapter.SayConnected(browser);
        }
    }
}
