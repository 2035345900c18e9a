using System.Diagnostics;

namespace Bots.Sessions.Json.Files;

/// <summary>The queue of this process for one lock file, shared by all its stores.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim without a wait handle holds nothing to dispose, and gates come and go.")]
internal sealed class FileLockGate
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan GiveWay = TimeSpan.FromMilliseconds(80);
    private static readonly Dictionary<string, FileLockGate> Gates = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _path;
    private int _users;
    private long _sliceStart;
    private long _notBefore;
    private bool _somebodyWaits;

    private FileLockGate(string path) => _path = path;

    /// <summary>The gate of this lock file; <see cref="Leave"/> gives it back.</summary>
    public static FileLockGate Enter(string path)
    {
        lock (Gates)
        {
            if (!Gates.TryGetValue(path, out var gate)) Gates[path] = gate = new(path);
            gate._users++;
            return gate;
        }
    }

    public async ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(timeout, cancellationToken)) return false;
        try
        {
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _notBefore);
            if (_notBefore > 0 && wait > TimeSpan.Zero) await Task.Delay(wait, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _turn.Release();
            throw;
        }

        if (_sliceStart == 0) _sliceStart = Stopwatch.GetTimestamp();
        return true;
    }

    public bool TryWait() => _turn.Wait(0);

    /// <summary>Called by the holder before it releases the file: decides whether this process lets others go first for a moment.</summary>
    public void NoteRelease(bool somebodyWaits)
    {
        _somebodyWaits |= somebodyWaits;
        if (_sliceStart == 0 || !_somebodyWaits || Stopwatch.GetElapsedTime(_sliceStart) < Slice) return;
        _notBefore = Stopwatch.GetTimestamp() + (long)(GiveWay.TotalSeconds * Stopwatch.Frequency);
        (_sliceStart, _somebodyWaits) = (0, false);
    }

    public void Leave(bool entered)
    {
        if (entered) _turn.Release();
        lock (Gates)
        {
            if (--_users == 0 && _notBefore < Stopwatch.GetTimestamp()) Gates.Remove(_path);
        }
    }
}
