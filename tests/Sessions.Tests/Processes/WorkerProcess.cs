using System.Diagnostics;
using System.Globalization;

namespace Bots.Sessions.Tests.Processes;

/// <summary>A real process that appends to a store; see the program of the project Sessions.Worker.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private WorkerProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException("The worker did not start.");
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>What was acknowledged so far, in order.</summary>
    public List<string> Acknowledged { get; } = [];

    public static WorkerProcess Append(string kind, string path, string session, string writer, int count) => Start("append", kind, path, session, writer, count);

    public static WorkerProcess Answer(string kind, string path, string session, string writer, int count) => Start("answer", kind, path, session, writer, count);

    public static WorkerProcess Branch(string kind, string path, string session, string writer, int count) => Start("branch", kind, path, session, writer, count);

    private static WorkerProcess Start(string command, string kind, string path, string session, string writer, int count) =>
        new(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Bots.Sessions.Worker.dll"), command, kind, path, session, writer, count.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });

    /// <summary>Runs to the end.</summary>
    public async Task RunAsync()
    {
        await ReadAsync(int.MaxValue);
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, await _errors);
    }

    /// <summary>Runs until so many appends are acknowledged, then ends at once, wherever it is (<c>kill -9</c>).</summary>
    public async Task KillAfterAsync(int acknowledged)
    {
        await ReadAsync(acknowledged);
        _process.Kill();
        await _process.WaitForExitAsync();
        await ReadAsync(int.MaxValue);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task ReadAsync(int until)
    {
        while (Acknowledged.Count < until && await _process.StandardOutput.ReadLineAsync() is { } line) Acknowledged.Add(line);
    }
}
