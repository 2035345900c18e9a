using System.Diagnostics;
using Bots.Sessions;

namespace Bots.Bench.Store;

/// <summary>Appends messages, as hosts do.</summary>
internal static class Load
{
    public const string Text = "A message of about a hundred characters, which is what people usually write to a bot in a chat room.";

    /// <summary>One writer, one session, each append awaited.</summary>
    public static async Task<TimeSpan> OneWriterAsync(ISessionStore store, string session, int count)
    {
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < count; number++) await store.AddMessageAsync(session, "user", Text);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Many writers at once, each on a session of its own; also how long every single append took, in microseconds.</summary>
    public static async Task<(TimeSpan Elapsed, double[] Latencies)> ManyWritersAsync(ISessionStore store, int writers, int each, string prefix = "s")
    {
        var latencies = new double[writers][];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () => latencies[writer] = await WriteAsync(store, $"{prefix}{writer}", each))));
        return (Stopwatch.GetElapsedTime(started), [.. latencies.SelectMany(static list => list)]);
    }

    /// <summary>A session of this many messages, written in large turns.</summary>
    public static async Task FillAsync(ITurnLog log, string session, int count)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(1_000))
            await log.WriteTurnAsync(new TurnWrite(session) { Messages = [.. chunk.Select(static _ => new SessionMessage("user", Text))] });
    }

    private static async Task<double[]> WriteAsync(ISessionStore store, string session, int count)
    {
        var latencies = new double[count];
        for (var number = 0; number < count; number++)
        {
            var started = Stopwatch.GetTimestamp();
            await store.AddMessageAsync(session, "user", Text);
            latencies[number] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        return latencies;
    }
}
