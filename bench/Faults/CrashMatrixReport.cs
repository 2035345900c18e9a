using System.Diagnostics;
using Bots.HostUnderTest.Crash;

namespace Bots.Bench.Faults;

/// <summary><c>crash-matrix [filter...]</c>: real hosts die (SIGKILL) at every step of a message's way, on every store that outlives a process and on
/// every platform. A filter is a word of the row: <c>crash-matrix sqlite telegram streamed Turn</c>; <c>points</c> lists every point.</summary>
internal static class CrashMatrixReport
{
    public static async Task RunAsync(string[] options)
    {
        var words = options.Where(static option => option != "points").ToList();
        var plans = CrashPlan.All.Where(plan => words.TrueForAll(word => $"{plan}".Split(' ').Contains(word, StringComparer.OrdinalIgnoreCase))).ToList();
        Console.WriteLine("store  platform mode     moment    points kills  lost  twice order strays");
        var reports = new List<CrashReport>();
        foreach (var plan in plans)
        {
            var start = Stopwatch.GetTimestamp();
            var report = await CrashMatrix.RunAsync(plan, progress: outcome => PrintIfTold(plan, outcome, options.Contains("points")));
            reports.Add(report);
            Print(report, Stopwatch.GetElapsedTime(start));
        }

        Console.WriteLine($"{reports.Sum(static r => r.Points)} points, {reports.Sum(static r => r.Kills)} kills: {reports.Sum(static r => r.Lost)} lost, "
            + $"{reports.Sum(static r => r.Twice)} answered twice, {reports.Sum(static r => r.Disordered)} out of order, {reports.Sum(static r => r.Strays)} stray previews");
    }

    private static void PrintIfTold(CrashPlan plan, CrashOutcome outcome, bool all)
    {
        if (!all && outcome.Died && outcome.Lost + outcome.Twice + outcome.Disordered == 0 && outcome.Strays <= plan.StraysAllowed) return;
        var what = outcome.Died ? $"lost {outcome.Lost}, twice {outcome.Twice}, out of order {outcome.Disordered}, strays {outcome.Strays}" : "not passed again";
        Console.WriteLine($"    {outcome.Point}: {what}");
    }

    private static void Print(CrashReport report, TimeSpan took)
    {
        Console.WriteLine($"{report.Plan,-35}{report.Points,6}{report.Kills,6}{report.Lost,6}{report.Twice,7}{report.Disordered,6}{report.Strays,7}   {took.TotalSeconds:0} s");
        foreach (var problem in report.Problems) Console.WriteLine($"    {problem}");
    }
}
