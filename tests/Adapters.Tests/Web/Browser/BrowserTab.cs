using System.Collections.Concurrent;
using System.Text.Json;

namespace Bots.Adapters.Tests.Web.Browser;

/// <summary>One tab: goes to pages, types, clicks, looks.</summary>
internal sealed class BrowserTab(DevTools tools, string target, string session)
{
    /// <summary>Uncaught errors of the page, and what its content policy forbade.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public async Task StartAsync()
    {
        tools.Said += (method, from, data) =>
        {
            if (from != session) return;
            if (method == "Runtime.exceptionThrown") Errors.Enqueue(data.GetRawText());
            if (method == "Log.entryAdded" && data.GetProperty("entry").GetProperty("source").GetString() is "security" or "javascript") Errors.Enqueue(data.GetRawText());
        };
        foreach (var domain in new[] { "Page", "Runtime", "Log" }) await tools.AskAsync($"{domain}.enable", new { }, session);
    }

    public async Task GoAsync(Uri address)
    {
        await tools.AskAsync("Page.navigate", new { url = address.ToString() }, session);
        await UntilAsync($"location.href === '{address}' && document.readyState === 'complete'");
    }

    public async Task ReloadAsync()
    {
        await LookAsync("window.isOld = true");
        await tools.AskAsync("Page.reload", new { }, session);
        await UntilAsync("!window.isOld && document.readyState === 'complete'");
    }

    public async Task CloseAsync() => await tools.AskAsync("Target.closeTarget", new { targetId = target });

    /// <summary>Types into the box as a keyboard does, and sends.</summary>
    public async Task SayAsync(string text)
    {
        await LookAsync("document.getElementById('text').focus()");
        await tools.AskAsync("Input.insertText", new { text }, session);
        foreach (var type in new[] { "keyDown", "keyUp" })
            await tools.AskAsync("Input.dispatchKeyEvent", new { type, key = "Enter", code = "Enter", windowsVirtualKeyCode = 13, text = type == "keyDown" ? "\r" : "" }, session);
    }

    public Task ClickAsync(string selector) => LookAsync($"document.querySelector('{selector}').click()");

    /// <summary>The value of a JavaScript expression.</summary>
    public async Task<JsonElement> LookAsync(string expression)
    {
        var answer = await tools.AskAsync("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true }, session);
        if (answer.TryGetProperty("exceptionDetails", out var problem)) throw new InvalidOperationException($"{expression}: {problem.GetRawText()}");
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    public async Task<string[]> TextsAsync(string selector) =>
        (await LookAsync($"[...document.querySelectorAll('{selector}')].map(found => found.innerText.trim())")).EnumerateArray().Select(text => text.GetString()!).ToArray();

    /// <summary>Waits until the expression holds.</summary>
    public async Task UntilAsync(string expression, int seconds = 30)
    {
        var end = Environment.TickCount64 + (seconds * 1000L);
        while (!await HoldsAsync(expression))
        {
            if (Environment.TickCount64 > end) throw new TimeoutException($"Not within {seconds} s: {expression}\n{await LookAsync("document.body.innerText")}");
            await Task.Delay(20);
        }
    }

    private async Task<bool> HoldsAsync(string expression)
    {
        try
        {
            return await LookAsync($"Boolean({expression})") is { ValueKind: JsonValueKind.True };
        }
        catch (InvalidOperationException)
        {
            // The page is just being replaced by another.
            return false;
        }
    }
}
