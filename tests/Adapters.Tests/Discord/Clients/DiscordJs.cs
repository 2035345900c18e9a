using System.Collections.Concurrent;
using System.Diagnostics;
using Bots.Fakes;
using Bots.Fakes.Discord;

namespace Bots.Adapters.Tests.Discord.Clients;

/// <summary>A discord.js bot in a process of its own, talking to a fake server.</summary>
internal sealed class DiscordJs : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private DiscordJs(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static string Folder { get; } = Path.Combine(Root(), "tests", "clients", "discord");

    public static string? Node { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(static folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")).FirstOrDefault(File.Exists);

    public IReadOnlyList<string> Lines => [.. _lines];

    public static DiscordJs Start(FakeDiscord fake)
    {
        var start = new ProcessStartInfo(Node!, "echo.mjs")
        {
            WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["DISCORD_API"] = fake.BaseUrl[..^"/v10".Length];
        start.Environment["DISCORD_TOKEN"] = fake.Token;
        return new(Process.Start(start)!);
    }

    /// <summary>Waits until the bot printed a line that starts so.</summary>
    public async Task SaysAsync(string start)
    {
        try
        {
            await Eventually.TrueAsync(() => _lines.Any(line => line.StartsWith(start, StringComparison.Ordinal)), $"discord.js says {start}", 60);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}; it said: {string.Join(" | ", _lines)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Bots.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Bots.sln is not above the tests.");
        return folder;
    }
}
