using System.Diagnostics;

namespace Bots.BotHost.Tests;

/// <summary>A disk of a few megabytes, in memory, that a test can fill up.</summary>
internal sealed class TinyDisk : IDisposable
{
    private readonly string _filler;

    private TinyDisk(string path) => (Path, _filler) = (path, System.IO.Path.Combine(path, "filler"));

    public string Path { get; }

    /// <summary>Null where this user may not mount one.</summary>
    public static TinyDisk? TryMount(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("bots-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path)) return new(path);
        Directory.Delete(path);
        return null;
    }

    /// <summary>Leaves no room for anything.</summary>
    public void Fill()
    {
        try
        {
            using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true) file.Write(new byte[4_096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(_filler);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (var argument in arguments) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A theory that needs the right to mount a disk; skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TinyDiskTheoryAttribute : TheoryAttribute
{
    private static readonly Lazy<bool> CanMount = new(static () =>
    {
        using var disk = TinyDisk.TryMount(1);
        return disk is not null;
    });

    public TinyDiskTheoryAttribute()
    {
        if (!CanMount.Value) Skip = "This user may not mount a small disk to fill up.";
    }
}
