using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>A client that nobody here wrote, running in a process of its own.</summary>
internal sealed class NodeClient : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<JsonNode> _events = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private NodeClient(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Why clients cannot run here, or null.</summary>
    public static string? Missing { get; } = FindMissing();

    private static string Folder { get; } = FindFolder();

    public IReadOnlyList<JsonNode> Events => [.. _events];

    public static NodeClient Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(script)) start.ArgumentList.Add(argument);
        return new(new Process { StartInfo = start });
    }

    /// <summary>Waits for an event by name.</summary>
    public async Task<JsonNode> EventAsync(string what)
    {
        await Eventually.TrueAsync(() => Find(what) is not null || _process.HasExited, $"\"{what}\" from the client", seconds: 60);
        return Find(what) ?? throw new InvalidOperationException($"The client ended: {string.Join('\n', _errors)}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private JsonNode? Find(string what) => _events.FirstOrDefault(happened => happened["what"]!.GetValue<string>() == what);

    private void Keep(string? line)
    {
        if (line is ['{', ..]) _events.Enqueue(JsonNode.Parse(line)!);
    }

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "tests", "clients"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? "", "tests", "clients", "telegram");
    }

    private static string? FindMissing()
    {
        if (!Directory.Exists(Path.Combine(FindFolder(), "node_modules", "grammy"))) return "the real clients are not installed: npm ci --prefix tests/clients/telegram";
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true });
            node!.WaitForExit();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "node is not installed";
        }
    }
}

/// <summary>A test with a real client; skips visibly where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealClientTheoryAttribute : TheoryAttribute
{
    public RealClientTheoryAttribute() => Skip = NodeClient.Missing;
}
