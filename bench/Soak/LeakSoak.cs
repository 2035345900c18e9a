using System.Diagnostics;
using Bots.HostUnderTest.Leaks;

namespace Bots.Bench.Soak;

/// <summary><c>leak [steps] [seed]</c>: random interleavings of turns, timeouts, stops, crashes and restarts; nobody may see what is another's.</summary>
internal static class LeakSoak
{
    public static async Task RunAsync(string[] options)
    {
        var steps = options.Length > 0 ? long.Parse(options[0]) : 1_000_000;
        var seed = options.Length > 1 ? int.Parse(options[1]) : 1;
        var start = Stopwatch.GetTimestamp();
        var report = await LeakRun.RunAsync(steps, seed, progress: done =>
        {
            if (done.Steps % 100_000 == 0) Console.WriteLine($"{done.Steps,10} steps, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, {done.Problems.Count} problems");
        });
        Console.WriteLine($"{report.Steps} steps in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s: {report.Messages} messages, {report.Turns} model calls, {report.Replies} replies, {report.Timeouts} timeouts, {report.Stops} stopped turns, {report.Crashes} crashes, {report.Restarts} restarts; {report.Checks} texts looked at");
        Console.WriteLine(report.Problems.Count == 0 ? "Nobody saw what is another's; nothing was left unanswered; no message stands twice." : string.Join('\n', report.Problems));
        Environment.ExitCode = report.Problems.Count == 0 ? 0 : 1;
    }
}
