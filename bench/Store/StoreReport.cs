using System.Diagnostics;
using System.Globalization;
using Bots.Sessions.Sqlite;

namespace Bots.Bench.Store;

/// <summary>The cost of the stores beside the plain writing of the same data, measured in turns in one run and printed as ratios.</summary>
internal static class StoreReport
{
    // Many short rounds in turns, so that whatever else the machine does hits all sides alike.
    private const int Rounds = 150;
    private const int PerRound = 50;
    private const int PerWriter = 20;
    private const int Writers = 64;

    public static async Task RunAsync(string[] options)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var folder = new TempFolder();
        if (options is [] or ["append"]) await AppendingAsync(folder);
        if (options is [] or ["growth"]) await GrowthAsync(folder);
        if (options is [] or ["processes"]) await ProcessesAsync(folder);
        if (options is [] or ["trees"]) await TreeReport.RunAsync(folder);
        if (options is [] or ["chains"]) await ChainReport.RunAsync(folder);
        if (options is [] or ["json"]) await JsonReport.RunAsync(folder);
        if (options is ["stress", ..]) await StressReport.RunAsync(folder, options[1..]);
    }

    private static async Task AppendingAsync(TempFolder folder)
    {
        using var loop = new PlainLoop(folder.File("loop.db"));
        await using var store = new SqliteSessionStore(folder.File("store.db"));

        // The write-ahead log has to have its full size: as long as it grows, every commit costs twice as much.
        loop.Run(5_000);
        await Load.OneWriterAsync(store, "one", 3_000);
        await Load.ManyWritersAsync(store, Writers, 300);

        var (plain, one, many) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            plain.Add(PerRound / loop.Run(PerRound).TotalSeconds);
            one.Add(PerRound / (await Load.OneWriterAsync(store, "one", PerRound)).TotalSeconds);
            var (elapsed, _) = await Load.ManyWritersAsync(store, Writers, PerWriter);
            many.Add(Writers * PerWriter / elapsed.TotalSeconds);
        }

        Print("plain INSERT loop, appends/s", Figures.Median(plain));
        Print("one writer, appends/s", Figures.Median(one));
        Print("one writer / loop", Figures.Median(one.Zip(plain, static (mine, its) => mine / its)), "at least 0.9");
        Print("64 writers on 64 sessions, appends/s", Figures.Median(many));
        Print("64 writers / loop", Figures.Median(many.Zip(plain, static (mine, its) => mine / its)), "at least 8, aim 15");
        await LatencyAsync(store, loop);
    }

    /// <summary>How long single appends take while 64 writers keep at it.</summary>
    private static async Task LatencyAsync(SqliteSessionStore store, PlainLoop loop)
    {
        var (runs, alone) = (new List<(double Median, double P99)>(), new List<double>());
        for (var run = 0; run < 9; run++)
        {
            var plain = loop.Latencies(1_000);
            alone.Add(Figures.Percentile(plain, 0.99) / Figures.Median(plain));
            var (_, latencies) = await Load.ManyWritersAsync(store, Writers, 1_000);
            runs.Add((Figures.Median(latencies), Figures.Percentile(latencies, 0.99)));
        }

        Print("one append under that load, median, µs", Figures.Median(runs.Select(static run => run.Median)));
        Print("p99 / median of it", Figures.Median(runs.Select(static run => run.P99 / run.Median)), "under 10");
        Print("the same of the plain loop, which has nobody to wait for", Figures.Median(alone));
    }

    private static async Task GrowthAsync(TempFolder folder)
    {
        await using var store = new SqliteSessionStore(folder.File("growth.db"));
        int[] sizes = [100, 10_000, 100_000];
        foreach (var size in sizes) await Load.FillAsync(store, $"{size}", size);

        var appends = sizes.ToDictionary(static size => size, static _ => new List<double>());
        var reads = sizes.ToDictionary(static size => size, static _ => new List<double>());
        for (var round = 0; round < 40; round++)
        {
            foreach (var size in sizes)
            {
                appends[size].Add((await Load.OneWriterAsync(store, $"{size}", 50)).TotalMicroseconds / 50);
                if (round % 4 == 3 && size == 100) await ShrinkAsync(store);
            }
        }

        for (var round = 0; round < 40; round++)
        {
            foreach (var size in sizes) reads[size].Add(await LastTwentyAsync(store, $"{size}"));
        }

        Print("append to 100 messages, µs", Figures.Median(appends[100]));
        Print("append to 10,000 / to 100", Figures.Median(appends[10_000]) / Figures.Median(appends[100]), "at most 1.5");
        Print("append to 100,000 / to 100", Figures.Median(appends[100_000]) / Figures.Median(appends[100]), "at most 1.3");
        Print("last 20 of 100 messages, µs", Figures.Median(reads[100]));
        Print("last 20 of 10,000 / of 100", Figures.Median(reads[10_000]) / Figures.Median(reads[100]));
        Print("last 20 of 100,000 / of 100", Figures.Median(reads[100_000]) / Figures.Median(reads[100]), "at most 1.5");
        var started = Stopwatch.GetTimestamp();
        var all = await store.GetChatHistoryAsync("100000");
        Print($"all {all.Count} messages, ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static async Task ShrinkAsync(SqliteSessionStore store) => await store.WriteTurnAsync(new("100") { KeepMessages = 100 });

    private static async Task<double> LastTwentyAsync(SqliteSessionStore store, string session)
    {
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < 50; number++) await store.GetChatHistoryAsync(session, 20);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / 50;
    }

    private static async Task ProcessesAsync(TempFolder folder)
    {
        var (one, two) = (new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            one.Add(await StoreWorker.MeasureAsync(folder.File($"one{round}.db"), 1, Writers, 3));
            two.Add(await StoreWorker.MeasureAsync(folder.File($"two{round}.db"), 2, Writers / 2, 3));
        }

        Print("one process with 64 writers, appends/s", Figures.Median(one));
        Print("two processes with 32 writers each, appends/s", Figures.Median(two));
        Print("two processes / one", Figures.Median(two.Zip(one, static (both, single) => both / single)), "at least 0.5");
    }

    public static void Print(string what, double value, string target = "") =>
        Console.WriteLine($"{what,-56} {value,12:#,0.##}   {target}");
}
