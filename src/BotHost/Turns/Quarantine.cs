namespace Bots.BotHost.Turns;

/// <summary>The crash-loop breaker of the whole host: messages and replies over which hosts died again and again run alone, one at a time; nothing
/// else begins beside one, neither a turn nor a delivery.</summary>
/// <remarks>So the one that kills the host is charged alone and is soon given up, and none of those that merely ran beside it ever is. Holding
/// everybody back has an end: what neither finished nor killed the host in <see cref="LongestHold"/> goes on beside the others, and in
/// <see cref="LongestStay"/> beside other suspects, too. However long the line, nobody waits for all of it: after a <see cref="Shift"/> of suspects
/// those who waited have as long for themselves to begin. Thread-safe.</remarks>
internal sealed class Quarantine(TimeProvider time)
{
    /// <summary>How long one suspect may hold others back, once while it waits for what runs to end and once while it runs.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(30);

    /// <summary>How long one suspect may hold other suspects back while it runs: beside it they would be charged for what it does.</summary>
    public static readonly TimeSpan LongestStay = TimeSpan.FromMinutes(10);

    /// <summary>How long suspects run one after another while others wait, and how long these may begin before the next suspect.</summary>
    public static readonly TimeSpan Shift = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly LinkedList<Suspect> _line = [];
    private Suspect? _inside;
    private int _others;
    private Phase _phase;
    private object? _phaseMark;
    private ITimer? _phaseTimer;
    private ITimer? _stayTimer;
    private long? _shiftBegan;
    private bool _isAwaited;

    private enum Phase
    {
        /// <summary>Everybody begins.</summary>
        Free,

        /// <summary>Only the suspect that is next begins, once nothing else runs.</summary>
        Held,

        /// <summary>Suspects wait for their next shift.</summary>
        Others,
    }

    /// <summary>Somebody may begin now who was refused before. Raised without a lock.</summary>
    public event Action? Changed;

    /// <summary>Begins something that nobody suspects; false while a suspect holds others back.</summary>
    public bool TryBegin()
    {
        lock (_lock)
        {
            _isAwaited |= _phase is Phase.Held;
            if (_phase is Phase.Held) return false;
            _others++;
            return true;
        }
    }

    /// <summary>What <see cref="TryBegin()"/> began has ended.</summary>
    public void End()
    {
        bool isAwaited;
        lock (_lock) isAwaited = --_others == 0 && _line.Count > 0;
        if (isAwaited) Changed?.Invoke();
    }

    /// <summary>Puts a suspect in line; every one must be ended, begun or not.</summary>
    public Suspect Add()
    {
        lock (_lock)
        {
            var suspect = new Suspect();
            _line.AddLast(suspect);
            if (_inside is null && _line.Count == 1) Hold();
            return suspect;
        }
    }

    /// <summary>Begins the suspect; false while another one is under way or was there first, while others have their time, or while what runs now may
    /// still end by itself.</summary>
    public bool TryBegin(Suspect suspect)
    {
        lock (_lock)
        {
            if (_inside is not null || _line.First?.Value != suspect || _phase is Phase.Others || (_others > 0 && _phase is Phase.Held)) return false;
            _line.RemoveFirst();
            _inside = suspect;
            _shiftBegan ??= time.GetTimestamp();
            if (_phase is Phase.Held) Hold();
            _stayTimer = time.CreateTimer(_ => LetPass(suspect), null, LongestStay, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    /// <summary>The suspect has ended, or will never begin; whoever holds on is the next in line.</summary>
    public void End(Suspect suspect)
    {
        lock (_lock)
        {
            if (suspect.IsPassed) _others--;
            else if (suspect == _inside) Leave();
            else Withdraw(suspect);
        }

        Changed?.Invoke();
    }

    private void Leave()
    {
        _inside = null;
        _stayTimer?.Dispose();
        HoldForNext();
    }

    private void Withdraw(Suspect suspect)
    {
        var wasNext = _inside is null && _line.First?.Value == suspect;
        _line.Remove(suspect);
        if (wasNext && (_line.Count == 0 || _phase is not Phase.Others)) HoldForNext();
    }

    private void HoldForNext()
    {
        if (_line.Count == 0) LetBegin(Phase.Free);
        else if (_isAwaited && _shiftBegan is { } began && time.GetElapsedTime(began) >= Shift) LetBegin(Phase.Others, Shift);
        else Hold();
    }

    // It goes on as one of those who run beside.
    private void LetPass(Suspect suspect)
    {
        lock (_lock)
        {
            if (_inside != suspect) return;
            suspect.IsPassed = true;
            _others++;
            Leave();
        }

        Changed?.Invoke();
    }

    private void Hold() => Enter(Phase.Held, LongestHold);

    /// <summary>Everybody who was refused may begin: the next shift has just not begun.</summary>
    private void LetBegin(Phase phase, TimeSpan? most = null)
    {
        (_isAwaited, _shiftBegan) = (false, null);
        Enter(phase, most);
    }

    private void Enter(Phase phase, TimeSpan? most)
    {
        var mark = new object();
        _phaseTimer?.Dispose();
        (_phase, _phaseMark) = (phase, mark);
        _phaseTimer = most is { } wait ? time.CreateTimer(_ => EndPhase(mark), null, wait, Timeout.InfiniteTimeSpan) : null;
    }

    private void EndPhase(object mark)
    {
        lock (_lock)
        {
            if (_phaseMark != mark) return;
            if (_phase is Phase.Others) Hold();
            else LetBegin(Phase.Free);
        }

        Changed?.Invoke();
    }

    /// <summary>The place of one suspect.</summary>
    internal sealed class Suspect
    {
        /// <summary>True once it has been under way for so long that the others go on beside it.</summary>
        public bool IsPassed { get; set; }
    }
}
