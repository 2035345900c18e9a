using System.Diagnostics;
using Bots.Sessions;
using Bots.Sessions.Json;

namespace Bots.Bench.Store;

/// <summary>The cost of the JSON store beside writing the same file once with a flush, measured in turns in one run and printed as ratios.</summary>
internal static class JsonReport
{
    private const int Rounds = 200;

    public static async Task RunAsync(TempFolder folder)
    {
        foreach (var messages in new[] { 100, 1_000 })
        {
            using var store = new JsonSessionStore(new JsonSessionOptions { Directory = folder.File($"json{messages}") });
            await Load.FillAsync(store.Require<ITurnLog>(), "session", messages - (Rounds / 2));
            await Load.OneWriterAsync(store, "session", 20);
            await MeasureAsync(store, Path.Combine(folder.File($"json{messages}"), "session.json"), messages);
        }
    }

    private static async Task MeasureAsync(JsonSessionStore store, string file, int messages)
    {
        var (plain, appends, reads) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            plain.Add(Time(() => WriteOnce(file + ".plain", bytes)));
            appends.Add((await Load.OneWriterAsync(store, "session", 1)).TotalMicroseconds);
            var started = Stopwatch.GetTimestamp();
            await store.GetChatHistoryAsync("session", 20);
            reads.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        StoreReport.Print($"JSON, {messages:#,0} messages: writing the file once, flushed, µs", Figures.Median(plain));
        StoreReport.Print($"JSON, {messages:#,0} messages: append, µs", Figures.Median(appends));
        StoreReport.Print($"JSON, {messages:#,0} messages: append / writing once", Figures.Median(appends.Zip(plain, static (append, once) => append / once)), messages == 1_000 ? "at most 3" : "");
        StoreReport.Print($"JSON, {messages:#,0} messages: last 20, µs", Figures.Median(reads));
    }

    private static void WriteOnce(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static double Time(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }
}
