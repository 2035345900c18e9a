using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Bots.HostUnderTest.Crash;

/// <summary>Hears of every step, from the host and from the servers it talks to, notes them all, and kills the host (SIGKILL) at the one that is to be its last.</summary>
/// <remarks>A step waits for the director, so nothing lies between a step and the death at it. Thread-safe.</remarks>
public sealed class CrashDirector : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<CrashPoint> _passed = [];
    private TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CrashPoint? _last;
    private int _host;

    public CrashDirector()
    {
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>For the environment variable <c>BOTS_CRASH_DIRECTOR</c>.</summary>
    public string Port => ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Completes when the host was killed at the point of <see cref="Begin"/>.</summary>
    public Task Killed
    {
        get
        {
            lock (_lock) return _killed.Task;
        }
    }

    /// <summary>Every step since <see cref="Begin"/>, in order.</summary>
    public IReadOnlyList<CrashPoint> Passed
    {
        get
        {
            lock (_lock) return [.. _passed];
        }
    }

    /// <summary>Counts anew; the host dies at <paramref name="last"/> (null: it lives).</summary>
    public void Begin(CrashPoint? last)
    {
        lock (_lock)
        {
            _numbers.Clear();
            _passed.Clear();
            _last = last;
            _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>From now on nobody dies; true when somebody did until now.</summary>
    public bool Disarm()
    {
        lock (_lock)
        {
            _last = null;
            return _killed.Task.IsCompleted;
        }
    }

    /// <summary>A step; the caller takes it only when this returns.</summary>
    /// <exception cref="OperationCanceledException">The host is dead: nobody is there to take it for.</exception>
    public void Pass(string step)
    {
        lock (_lock)
        {
            if (_killed.Task.IsCompleted && _host == 0) throw new OperationCanceledException("The host was killed.");
            var point = new CrashPoint(step, _numbers[step] = _numbers.GetValueOrDefault(step) + 1);
            _passed.Add(point);
            if (point != _last) return;
            Kill(_host);
            _host = 0;
            _killed.TrySetResult();
            throw new OperationCanceledException("The host was killed.");
        }
    }

    public void Dispose() => _listener.Dispose();

    private static void Kill(int host)
    {
        using var process = Process.GetProcessById(host);
        process.Kill();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var host = client;
        client.NoDelay = true;
        try
        {
            using var lines = new StreamReader(client.GetStream());
            var id = int.Parse(await lines.ReadLineAsync() ?? "0", CultureInfo.InvariantCulture);
            lock (_lock) _host = id;
            while (await lines.ReadLineAsync() is { } step)
            {
                Pass(step);
                await client.GetStream().WriteAsync("\n"u8.ToArray());
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The host is dead.
        }
    }
}
