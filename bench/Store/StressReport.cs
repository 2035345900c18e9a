using System.Diagnostics;
using Bots.Sessions.Sqlite;
using Bots.Sessions.Worker;

namespace Bots.Bench.Store;

/// <summary>Many processes on one SQLite file, and processes that are killed at it: <c>store stress [processes|kills]</c>. Ends with an error when a promise is broken.</summary>
internal static class StressReport
{
    private const int Processes = 32;
    private const int Appends = 100;
    private const int Slots = 4;
    private const int Kills = 100;

    public static async Task RunAsync(TempFolder folder, string[] options)
    {
        if (options is [] or ["processes"]) await ManyProcessesAsync(folder.File("many.db"));
        if (options is [] or ["kills"]) await KilledAsync(folder);
    }

    /// <summary>32 processes append 100 messages each to one session.</summary>
    private static async Task ManyProcessesAsync(string path)
    {
        var started = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, Processes).Select(writer => new StressWorker("append", path, "all", $"w{writer:00}", Appends)).ToList();
        var complaints = await Task.WhenAll(workers.Select(static worker => worker.ReadAsync(static _ => { })));
        workers.ForEach(static worker => worker.Dispose());

        await using var store = new SqliteSessionStore(path);
        var written = (await store.GetChatHistoryAsync("all")).Select(static message => message.Content).ToList();
        var outOfOrder = written.GroupBy(static text => text[..3]).Count(static mine => !mine.SequenceEqual(Enumerable.Range(0, Appends).Select(number => $"{mine.Key}:{number:00000}")));
        Print($"{Processes} processes, {Appends} appends each: messages there", written.Count, Processes * Appends);
        Print("writers whose messages are not complete and in order", outOfOrder, 0);
        Print("processes that complained", complaints.Count(static text => text.Length > 0), 0);
        Print("problems found in the file", (await store.CheckIntegrityAsync()).Count, 0);
        Console.WriteLine($"seconds, starts of the processes included: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0}");
    }

    /// <summary>Four processes append, fork and revert; each is killed at a random moment and followed by the next, 100 kills in all.</summary>
    private static async Task KilledAsync(TempFolder folder)
    {
        var data = Directory.CreateDirectory(folder.File("killed")).FullName;
        var path = Path.Combine(data, "sessions.db");
        await using (var store = new SqliteSessionStore(path))
        {
            var ledgers = (await Task.WhenAll(Enumerable.Range(0, Slots).Select(slot => KillAgainAndAgainAsync(path, slot)))).SelectMany(static list => list).ToList();
            var problems = new List<string>();
            foreach (var ledger in ledgers) problems.AddRange(await ledger.CheckAsync(store));
            problems.ForEach(Console.WriteLine);
            Print("kills", ledgers.Count, Kills);
            Console.WriteLine($"acknowledged changes: {ledgers.Sum(static ledger => ledger.Acknowledged):#,0}");
            Print("sessions that differ from what was acknowledged", problems.Count, 0);
            Print("problems found in the file", (await store.CheckIntegrityAsync()).Count, 0);
        }

        Print("files left beside the database and its lock", Directory.GetFiles(data).Length - 2, 0);
    }

    private static async Task<List<BranchLedger>> KillAgainAndAgainAsync(string path, int slot)
    {
        var (ledgers, chance) = (new List<BranchLedger>(), new Random(slot));
        for (var round = 0; round < Kills / Slots; round++)
        {
            var ledger = new BranchLedger("all", $"w{slot}r{round}");
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var worker = new StressWorker("branch", path, "all", $"w{slot}r{round}", int.MaxValue);
            var reading = worker.ReadAsync(line =>
            {
                ledger.Read(line);
                if (ledger.Acknowledged > 0) begun.TrySetResult();
            });
            await Task.WhenAny(begun.Task, reading);
            await Task.Delay(chance.Next(1, 600));
            worker.Kill();
            if (await reading is { Length: > 0 } complaint) throw new InvalidOperationException(complaint);
            ledgers.Add(ledger);
        }

        return ledgers;
    }

    private static void Print(string what, long value, long expected)
    {
        Console.WriteLine($"{what,-60} {value,8:#,0}   {(value == expected ? "as promised" : $"PROMISED {expected:#,0}")}");
        if (value != expected) Environment.ExitCode = 1;
    }
}
