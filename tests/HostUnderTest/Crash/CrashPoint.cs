namespace Bots.HostUnderTest.Crash;

/// <summary>A step on the way of a message at which the host can die.</summary>
/// <param name="Step">What is about to happen or has just happened, for example <c>before ITurnLog.WriteTurnAsync</c>.</param>
/// <param name="Number">The how manieth time since the run began.</param>
public sealed record CrashPoint(string Step, int Number)
{
    public override string ToString() => $"{Step} #{Number}";
}
