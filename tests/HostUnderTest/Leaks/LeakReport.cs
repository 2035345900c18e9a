namespace Bots.HostUnderTest.Leaks;

/// <summary>What a run of random interleavings saw.</summary>
public sealed class LeakReport
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _problems = new();

    /// <summary>Scheduling steps: each let one waiting operation go on (a store call, a piece of an answer, a delivery), or had somebody write,
    /// moved the clock, stopped a host or let one die - chosen at random.</summary>
    public long Steps { get; internal set; }

    public int Messages { get; internal set; }

    /// <summary>Calls of the model.</summary>
    public int Turns => Volatile.Read(ref TurnCount);

    public int Replies => Volatile.Read(ref ReplyCount);

    /// <summary>Turns cut because they took too long.</summary>
    public int Timeouts => Volatile.Read(ref TimeoutCount);

    /// <summary>Turns cut by <c>/stop</c>.</summary>
    public int Stops => Volatile.Read(ref StopCount);

    /// <summary>Hosts that died in the middle of it all.</summary>
    public int Crashes { get; internal set; }

    /// <summary>Hosts that were stopped.</summary>
    public int Restarts { get; internal set; }

    /// <summary>Texts that were looked at.</summary>
    public long Checks => Interlocked.Read(ref CheckCount);

    /// <summary>Everything that should not have been; empty when all is well.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    internal int TurnCount;
    internal int ReplyCount;
    internal int TimeoutCount;
    internal int StopCount;
    internal long CheckCount;

    internal void Add(string problem)
    {
        if (_problems.Count < 20) _problems.Enqueue(problem);
    }
}
