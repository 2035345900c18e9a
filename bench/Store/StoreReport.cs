using System.Diagnostics;
using System.Globalization;
using Bots.Sessions.Sqlite;

namespace Bots.Bench.Store;

/// <summary>The cost of the SQLite store beside a plain INSERT loop, measured in turns in one run and printed as ratios.</summary>
internal static class StoreReport
{
    // Many short rounds in turns, so that whatever else the machine does hits all sides alike.
    private const int Rounds = 60;
    private const int PerRound = 150;
    private const int PerWriter = 40;
    private const int Writers = 64;

    public static async Task RunAsync(string[] options)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var folder = new TempFolder();
        if (options is [] or ["append"]) await AppendingAsync(folder);
        if (options is [] or ["growth"]) await GrowthAsync(folder);
        if (options is [] or ["processes"]) await ProcessesAsync(folder);
    }

    private static async Task AppendingAsync(TempFolder folder)
    {
        using var loop = new PlainLoop(folder.File("loop.db"));
        await using var store = new SqliteSessionStore(folder.File("store.db"));
        loop.Run(500, Load.Text);
        await Load.OneWriterAsync(store, "one", 500);
        await Load.ManyWritersAsync(store, Writers, 300);

        var (plain, one, many, tail) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var latencies = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            plain.Add(PerRound / loop.Run(PerRound, Load.Text).TotalSeconds);
            one.Add(PerRound / (await Load.OneWriterAsync(store, "one", PerRound)).TotalSeconds);
            var (elapsed, each) = await Load.ManyWritersAsync(store, Writers, PerWriter);
            many.Add(Writers * PerWriter / elapsed.TotalSeconds);
            tail.Add(Figures.Percentile(each, 0.99) / Figures.Median(each));
            latencies.AddRange(each);
        }

        Print("plain INSERT loop, appends/s", Figures.Median(plain));
        Print("one writer, appends/s", Figures.Median(one));
        Print("one writer / loop", Figures.Median(one.Zip(plain, static (mine, its) => mine / its)), "at least 0.9");
        Print("64 writers on 64 sessions, appends/s", Figures.Median(many));
        Print("64 writers / loop", Figures.Median(many.Zip(plain, static (mine, its) => mine / its)), "at least 8, aim 15");
        Print("latency of one append under that load, median, µs", Figures.Median(latencies));
        Print("p99 / median of it", Figures.Median(tail), "under 10");
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

    private static void Print(string what, double value, string target = "") =>
        Console.WriteLine($"{what,-56} {value,12:#,0.##}   {target}");
}
