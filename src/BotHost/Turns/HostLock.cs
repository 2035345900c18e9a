namespace Bots.BotHost.Turns;

/// <summary>Tells whether another host is alive on the same store, so that a restart need not wait for the old lease to end.</summary>
/// <remarks>A file lock, shared by all living hosts: the kernel releases it however a process ends, so whoever gets it exclusively is alone.
/// Where the store has no such file the leases alone decide.</remarks>
internal sealed class HostLock(string? path) : IDisposable
{
    private FileStream? _held;

    /// <summary>True when no other living host uses the store; holds newcomers off until <see cref="Share"/>.</summary>
    public bool TryBeAlone() => Open(FileAccess.ReadWrite, FileShare.None);

    /// <summary>From now on others may start, and none of them is alone.</summary>
    public void Share() => Open(FileAccess.Read, FileShare.Read);

    public void Dispose() => _held?.Dispose();

    private bool Open(FileAccess access, FileShare share)
    {
        _held?.Dispose();
        _held = null;
        if (path is null) return false;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _held = new FileStream(path, FileMode.OpenOrCreate, access, share);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
