using Bots.Sessions;

namespace Bots.BotHost.Stores;

/// <summary>Whether the store takes writes, as last seen, and the one voice that says so: a line when it begins to fail, and a line when it works again.</summary>
/// <remarks>Whoever meets a failure reports it here and logs nothing. Only the keeper of the lease says that the store works again: it writes
/// every second while the store is down, as much as a batch of messages; a read that succeeds says nothing about a full disk, nor does a small write. Thread-safe.</remarks>
internal sealed partial class StoreHealth(TimeProvider time, ILogger<StoreHealth> logger) : IDisposable
{
    private const int AttemptsBeforeWarning = 3;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _alarm = new(0, 1);
    private TaskCompletionSource _recovery = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SessionStoreException? _failure;
    private DateTimeOffset _since;

    /// <summary>True while the store fails: intake pauses, and what was accepted waits.</summary>
    public bool IsDown => Volatile.Read(ref _failure) is not null;

    /// <summary>What is wrong and what to do about it; null while the store works.</summary>
    public string? Problem => Volatile.Read(ref _failure)?.Message;

    /// <summary>A call of the store failed, for the first time or after so many failed attempts.</summary>
    public void Failed(SessionStoreException failure, int attemptsBefore = 0)
    {
        if (failure.Key is null && Change(failure)) LogDown(failure.Message);
        else if (IsDown) return;
        else if (attemptsBefore == AttemptsBeforeWarning) LogSession(failure.Key ?? "", failure.Message);

        // A failure about one session may be the first sign that the whole store is away: the keeper of the lease finds out now.
        lock (_lock)
        {
            if (_alarm.CurrentCount == 0) _alarm.Release();
        }
    }

    /// <summary>Until it is disposed, a store that has not answered by then counts as failing: one that another program holds may wait for a much longer time before it says so.</summary>
    public ITimer ExpectAnswer(string store, TimeSpan within) => time.CreateTimer(_ => Failed(Silent(store, within)), null, within, Timeout.InfiniteTimeSpan);

    /// <summary>What is wrong with a store that does not answer.</summary>
    public static SessionStoreException Silent(string store, TimeSpan waited) =>
        new($"{store} has not answered for {waited.TotalSeconds:0.#} s: another program holds it, or what it lies on hangs. Look for a program that holds it.") { IsTransient = true };

    /// <summary>The keeper of the lease has written, and there is room for more.</summary>
    public void Works()
    {
        if (!IsDown) return;
        var down = time.GetUtcNow() - _since;
        if (!Change(null)) return;
        LogUp(down.TotalSeconds);
        Interlocked.Exchange(ref _recovery, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Refuses at once what would only fail: hundreds of callers that wait for a dead disk help nobody.</summary>
    /// <exception cref="SessionStoreException">The store is down.</exception>
    public void ThrowIfDown()
    {
        if (Volatile.Read(ref _failure) is { } failure) throw new SessionStoreException(failure.Message, failure) { IsTransient = true };
    }

    /// <summary>Returns when the store began to fail, or may have. For one caller.</summary>
    public Task WaitForAlarmAsync(CancellationToken cancellationToken) => _alarm.WaitAsync(cancellationToken);

    /// <summary>Returns when the store works again, and after <paramref name="most"/> in any case.</summary>
    public async Task WaitForRecoveryAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        await Volatile.Read(ref _recovery).Task.WaitAsync(most, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _alarm.Dispose();

    private bool Change(SessionStoreException? failure)
    {
        lock (_lock)
        {
            if (failure is null == _failure is null) return false;
            (_failure, _since) = (failure, time.GetUtcNow());
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store is failing: {Problem} Nothing is lost: no messages are taken in meanwhile, accepted ones wait, and work resumes by itself")]
    private partial void LogDown(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store works again after {Seconds:0} s; work resumes")]
    private partial void LogUp(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session} cannot be read or written now, trying again: {Problem}")]
    private partial void LogSession(string session, string problem);
}
