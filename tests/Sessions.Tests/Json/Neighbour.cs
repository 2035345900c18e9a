using System.Diagnostics;
using System.Globalization;

namespace Bots.Sessions.Tests.Json;

/// <summary>The Python program of the tests: <c>Scripts/neighbour.py</c>.</summary>
internal sealed class Neighbour : IDisposable
{
    private readonly Process _process;

    private Neighbour(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Json", "Scripts", "neighbour.py"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException("python3 did not start.");
    }

    /// <summary>Starts a program that holds the lock of this session file.</summary>
    public static async Task<Neighbour> HoldAsync(string file)
    {
        var neighbour = new Neighbour("hold", file);
        Assert.Equal("held", await neighbour._process.StandardOutput.ReadLineAsync());
        return neighbour;
    }

    /// <summary>Starts a program that has the lock of this session file open, as one that waits for it.</summary>
    public static async Task<Neighbour> WatchAsync(string file)
    {
        var neighbour = new Neighbour("watch", file);
        Assert.Equal("open", await neighbour._process.StandardOutput.ReadLineAsync());
        return neighbour;
    }

    /// <summary>Says whether another program could take the lock of this session file now.</summary>
    public static async Task<string?> TryAsync(string file)
    {
        using var neighbour = new Neighbour("try", file);
        return await neighbour._process.StandardOutput.ReadLineAsync();
    }

    /// <summary>Runs a program that appends so many messages to this session file.</summary>
    public static async Task AppendAsync(string file, string writer, int count)
    {
        using var neighbour = new Neighbour("append", file, writer, count.ToString(CultureInfo.InvariantCulture));
        var errors = await neighbour._process.StandardError.ReadToEndAsync();
        await neighbour._process.WaitForExitAsync();
        Assert.True(neighbour._process.ExitCode == 0, errors);
    }

    /// <summary>Lets the lock go.</summary>
    public async Task ReleaseAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
