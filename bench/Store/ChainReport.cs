using System.Diagnostics;
using Bots.Sessions;
using Bots.Sessions.Sqlite;

namespace Bots.Bench.Store;

/// <summary>What a session costs that is the fork of a fork of a fork, beside one that is none, measured in turns in one run.</summary>
internal static class ChainReport
{
    private const int Rounds = 100;
    private const int Deepest = 1_000;

    private static readonly int[] Depths = [0, 200, Deepest];

    private static readonly (string What, Func<SqliteSessionStore, string, Task> Step)[] Steps =
    [
        ("append", (store, id) => store.AddMessageAsync(id, "user", Load.Text).AsTask()),
        ("last 20", (store, id) => store.GetChatHistoryAsync(id, 20).AsTask()),
        ("window of 50 messages", (store, id) => store.GetWindowAsync(id, new() { MaxMessages = 50 }).AsTask()),
        ("fork at the end", (store, id) => store.ForkSessionAsync(id, sessionId: "fork").AsTask()),
        ("search in the session", (store, id) => store.SearchAsync(new("hundred") { SessionId = id }).AsTask()),
    ];

    public static async Task RunAsync(TempFolder folder)
    {
        await using var store = new SqliteSessionStore(new SqliteSessionOptions { Path = folder.File("chains.db"), Synchronous = SqliteSynchronous.Normal });
        foreach (var depth in Depths) await GrowAsync(store, depth);
        await store.SearchAsync(new("hundred") { Everyone = true });
        foreach (var (what, step) in Steps)
        {
            var times = Depths.ToDictionary(static depth => depth, static _ => new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var depth in Depths)
                {
                    times[depth].Add(await TimeAsync(() => step(store, $"{depth}-{depth}")));
                    await store.DeleteSessionAsync("fork");
                }
            }

            var alone = Figures.Median(times[0]);
            StoreReport.Print($"{what}: of no fork, µs", alone);
            foreach (var depth in Depths[1..]) StoreReport.Print($"{what}: of {depth} forks / of none", Figures.Median(times[depth]) / alone);
        }

        StoreReport.Print("search of everyone, ms", await TimeAsync(() => store.SearchAsync(new("hundred") { Everyone = true }).AsTask()) / 1_000);
        StoreReport.Print("check of the whole store, ms", await TimeAsync(() => store.CheckIntegrityAsync().AsTask()) / 1_000);
    }

    /// <summary>A session of 1,000 messages, and one that got as many from forks, of which each wrote some.</summary>
    private static async Task GrowAsync(SqliteSessionStore store, int depth)
    {
        await store.AddMessageAsync($"{depth}-0", "system", "Be short.");
        await Load.FillAsync(store, $"{depth}-0", Deepest - depth);
        for (var level = 1; level <= depth; level++)
        {
            await store.ForkSessionAsync($"{depth}-{level - 1}", sessionId: $"{depth}-{level}");
            await store.AddMessageAsync($"{depth}-{level}", "user", Load.Text);
        }
    }

    private static async Task<double> TimeAsync(Func<Task> step)
    {
        var started = Stopwatch.GetTimestamp();
        await step();
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }
}
