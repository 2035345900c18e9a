using System.Diagnostics;
using System.Globalization;
using Bots.Sessions.Sqlite;

namespace Bots.Bench.Store;

/// <summary>A process that appends for a while and says how often it could.</summary>
internal static class StoreWorker
{
    public const string Verb = "store-worker";

    /// <summary>The appends per second that this many processes reach together on one file.</summary>
    public static async Task<double> MeasureAsync(string path, int processes, int writers, double seconds)
    {
        var workers = Enumerable.Range(0, processes).Select(_ => Start(path, writers, seconds)).ToArray();
        // All are warm before the first one begins.
        foreach (var worker in workers) await worker.StandardOutput.ReadLineAsync();
        foreach (var worker in workers) await worker.StandardInput.WriteLineAsync("go");
        var counts = await Task.WhenAll(workers.Select(static worker => worker.StandardOutput.ReadLineAsync()));
        foreach (var worker in workers) await worker.WaitForExitAsync();
        return counts.Sum(static count => double.Parse(count!, CultureInfo.InvariantCulture)) / seconds;
    }

    public static async Task RunAsync(string path, int writers, double seconds)
    {
        await using var store = new SqliteSessionStore(path);
        await Load.ManyWritersAsync(store, writers, 50, $"warm{Environment.ProcessId}-");
        Console.WriteLine("ready");
        Console.ReadLine();

        var appended = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
            {
                await store.AddMessageAsync($"p{Environment.ProcessId}-{writer}", "user", Load.Text);
                Interlocked.Increment(ref appended);
            }
        })));
        Console.WriteLine(appended.ToString(CultureInfo.InvariantCulture));
    }

    private static Process Start(string path, int writers, double seconds) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath!, [typeof(StoreWorker).Assembly.Location, Verb, path, $"{writers}", seconds.ToString(CultureInfo.InvariantCulture)])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
