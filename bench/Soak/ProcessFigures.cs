using System.Diagnostics;
using System.Globalization;

namespace Bots.Bench.Soak;

/// <summary>What the system says of a process (/proc).</summary>
internal sealed class ProcessFigures(int process)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _used = Cpu(process);

    /// <summary>Cores used since this object was made.</summary>
    public double Cores => (Cpu(process) - _used) / Stopwatch.GetElapsedTime(_start);

    /// <summary>Processor time used since this object was made.</summary>
    public TimeSpan Used => Cpu(process) - _used;

    /// <summary>The most memory the process ever had resident, in MB.</summary>
    public double PeakMegabytes => Kilobytes("VmHWM:") / 1024;

    /// <summary>The memory resident now, in MB.</summary>
    public double Megabytes => Kilobytes("VmRSS:") / 1024;

    private double Kilobytes(string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static TimeSpan Cpu(int process)
    {
        using var running = Process.GetProcessById(process);
        return running.TotalProcessorTime;
    }
}
