using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bots.HostUnderTest;

/// <summary>A host in a process of its own, to be killed for real.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<string?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process) => _process = process;

    /// <summary>Where the web chat listens; null when the host ended before it was ready.</summary>
    public string? Url { get; private set; }

    public string Output => string.Join('\n', _output);

    /// <summary>The number the system knows the process by.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a host in <paramref name="folder"/> and returns when it serves or has ended.</summary>
    /// <param name="folder">The working directory: configuration and data.</param>
    /// <param name="settings">Configuration keys (<c>Sessions:Store</c>) or plain environment variables.</param>
    public static Task<HostProcess> StartAsync(string folder, params (string Key, string Value)[] settings) =>
        RunAsync("Bots.HostUnderTest.dll", folder, [("DOTNET_TieredPGO", "0"), .. settings]);

    /// <summary>Starts another program that hosts bots, for example the real one: <c>Bots.BotHost.dll</c>.</summary>
    public static async Task<HostProcess> RunAsync(string program, string folder, IEnumerable<(string Key, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var host = new HostProcess(new() { StartInfo = start, EnableRaisingEvents = true });
        host._process.OutputDataReceived += (_, line) => host.Read(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Read(line.Data);
        host._process.Exited += (_, _) => host._ready.TrySetResult(null);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        host.Url = await host._ready.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return host;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits for the drain.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited) Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
    }

    public Task WaitForExitAsync() => _process.WaitForExitAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (line.Contains("Web chat: ", StringComparison.Ordinal)) _ready.TrySetResult(line[(line.IndexOf("http", StringComparison.Ordinal))..].Trim());
        if (line.StartsWith("Ctrl+C stops", StringComparison.Ordinal)) _ready.TrySetResult("");
    }
}
