using System.Diagnostics;
using System.Net.WebSockets;

namespace Bots.Adapters.Tests.Web.Browser;

/// <summary>A headless Chromium, driven by its own debugging protocol.</summary>
public sealed class Chromium : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private string _profile = "";
    private Process? _process;
    private DevTools? _tools;

    /// <summary>The program; null where there is none.</summary>
    public static string? Executable { get; } = Environment.GetEnvironmentVariable("CHROMIUM") ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(static folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Executable is null) return;
        _profile = Directory.CreateTempSubdirectory("bots-chromium-").FullName;
        _process = Process.Start(new ProcessStartInfo(Executable,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={_profile}", "about:blank",
        ]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var address = await AddressAsync(_process.StandardError).WaitAsync(TimeSpan.FromSeconds(60));
        // Chromium would stand still when nobody reads what it writes.
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(address, default);
        _tools = new(socket);
    }

    /// <summary>A person at a computer of their own: cookies and storage shared with nobody.</summary>
    internal async Task<BrowserPerson> NewPersonAsync()
    {
        var context = await _tools!.AskAsync("Target.createBrowserContext", new { });
        return new(_tools, context.GetProperty("browserContextId").GetString()!);
    }

    public async Task DisposeAsync()
    {
        if (Interlocked.Exchange(ref _tools, null) is { } tools) await tools.DisposeAsync();
        if (Interlocked.Exchange(ref _process, null) is not { } process) return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        const string Said = "DevTools listening on ";
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Said, StringComparison.Ordinal)) return new(line[Said.Length..]);
        }

        throw new InvalidOperationException("Chromium ended before it listened.");
    }
}
