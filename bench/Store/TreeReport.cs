using System.Diagnostics;
using Bots.Sessions;
using Bots.Sessions.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bots.Bench.Store;

/// <summary>What forks, checkpoints, reverts and windows cost with 100,000 messages beside what they cost with 100, measured in turns in one run.</summary>
internal static class TreeReport
{
    private const int Rounds = 150;
    private const int Small = 100;
    private const int Large = 100_000;

    private static readonly (string What, Func<SqliteSessionStore, int, Task<double>> Measure)[] Steps =
    [
        ("fork at the end", (store, size) => ForkAsync(store, size, null)), ("fork in the middle", (store, size) => ForkAsync(store, size, size / 2)),
        ("checkpoint", CheckpointAsync), ("revert to the middle", RevertAsync), ("undo of that", UndoAsync),
        ("window of 4,000 tokens", (store, size) => WindowAsync(store, size, new() { MaxTokens = 4_000 })),
        ("window of 50 messages", (store, size) => WindowAsync(store, size, new() { MaxMessages = 50 })),
    ];

    public static async Task RunAsync(TempFolder folder)
    {
        // Not flushed: waiting for the disk would hide the difference.
        await using var store = new SqliteSessionStore(new SqliteSessionOptions { Path = folder.File("trees.db"), Synchronous = SqliteSynchronous.Normal });
        foreach (var size in new[] { Small, Large }) await Load.FillAsync(store, $"{size}", size);
        var rows = Rows(folder.File("trees.db"));
        foreach (var (what, measure) in Steps)
        {
            var (small, large) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                small.Add(await measure(store, Small));
                large.Add(await measure(store, Large));
            }

            Console.WriteLine($"{$"{what}: of 100 messages, µs",-56} {Figures.Median(small),12:#,0.##}");
            Console.WriteLine($"{$"{what}: of 100,000 / of 100",-56} {Figures.Median(large) / Figures.Median(small),12:#,0.##}   at most 2");
        }

        var forks = Enumerable.Range(0, 100).Select(number => $"fork{number}").ToList();
        foreach (var fork in forks) await store.ForkSessionAsync($"{Large}", sessionId: fork);
        foreach (var fork in forks) await store.CreateCheckpointAsync(fork);
        foreach (var fork in forks) await store.RevertToMessageAsync(fork, Large / 2);
        Console.WriteLine($"{"message rows added by 100 forks, checkpoints and reverts",-56} {Rows(folder.File("trees.db")) - rows,12:#,0}   none");
    }

    private static async Task<double> ForkAsync(SqliteSessionStore store, int size, int? at)
    {
        var time = await TimeAsync(async () => await store.ForkSessionAsync($"{size}", at, sessionId: "fork"));
        await store.DeleteSessionAsync("fork");
        return time;
    }

    private static async Task<double> CheckpointAsync(SqliteSessionStore store, int size)
    {
        var time = await TimeAsync(async () => await store.CreateCheckpointAsync($"{size}"));
        await ForgetAsync(store, size);
        return time;
    }

    private static async Task<double> RevertAsync(SqliteSessionStore store, int size)
    {
        SessionCheckpoint? undo = null;
        var time = await TimeAsync(async () => undo = await store.RevertToMessageAsync($"{size}", size / 2));
        await store.RevertToCheckpointAsync($"{size}", undo!.Id);
        await ForgetAsync(store, size);
        return time;
    }

    private static async Task<double> UndoAsync(SqliteSessionStore store, int size)
    {
        var undo = await store.RevertToMessageAsync($"{size}", size / 2);
        var time = await TimeAsync(async () => await store.RevertToCheckpointAsync($"{size}", undo!.Id));
        await ForgetAsync(store, size);
        return time;
    }

    private static Task<double> WindowAsync(SqliteSessionStore store, int size, WindowRequest request) => TimeAsync(async () => await store.GetWindowAsync($"{size}", request));

    private static async Task ForgetAsync(SqliteSessionStore store, int size)
    {
        foreach (var checkpoint in await store.ListCheckpointsAsync($"{size}")) await store.DeleteCheckpointAsync($"{size}", checkpoint.Id);
    }

    private static async Task<double> TimeAsync(Func<Task> step)
    {
        var started = Stopwatch.GetTimestamp();
        await step();
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    private static long Rows(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM message";
        return (long)count.ExecuteScalar()!;
    }
}
