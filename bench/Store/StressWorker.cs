using System.Diagnostics;
using System.Globalization;

namespace Bots.Bench.Store;

/// <summary>A process that works on a store and says what was acknowledged; see the program of the project Sessions.Worker.</summary>
internal sealed class StressWorker : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    public StressWorker(string command, string path, string session, string writer, int count)
    {
        // The libraries that the worker needs come with this program's framework, not with its own.
        var (folder, mine) = (AppContext.BaseDirectory, typeof(StressWorker).Assembly.GetName().Name);
        _process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            ["exec", "--runtimeconfig", $"{folder}{mine}.runtimeconfig.json", "--depsfile", $"{folder}{mine}.deps.json", $"{folder}Bots.Sessions.Worker.dll", command, "sqlite", path, session, writer, count.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Hands over every line until the process has ended; returns what it complained about.</summary>
    public async Task<string> ReadAsync(Action<string> line)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } said) line(said);
        await _process.WaitForExitAsync();
        return await _errors;
    }

    /// <summary>Ends the process at once, wherever it is.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
