namespace Bots.Adapters.Tests.Web.Browser;

/// <summary>A browser profile of its own, with any number of tabs.</summary>
internal sealed class BrowserPerson(DevTools tools, string context) : IAsyncDisposable
{
    public async Task<BrowserTab> OpenAsync(Uri address)
    {
        var target = (await tools.AskAsync("Target.createTarget", new { url = "about:blank", browserContextId = context })).GetProperty("targetId").GetString()!;
        var session = (await tools.AskAsync("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString()!;
        var tab = new BrowserTab(tools, target, session);
        await tab.StartAsync();
        await tab.GoAsync(address);
        return tab;
    }

    public async ValueTask DisposeAsync() => await tools.AskAsync("Target.disposeBrowserContext", new { browserContextId = context });
}
