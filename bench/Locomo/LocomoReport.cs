using System.Diagnostics;
using Bots.Bench.Store;
using Bots.Sessions;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.Bench.Locomo;

/// <summary><c>locomo &lt;file&gt;</c>: how many of the turns that answer a question are among the first ten hits, and how long a search takes.</summary>
/// <remarks>Unit is the turn, recall is averaged over the questions of a conversation and then over conversations. The ranking was
/// tuned on the first three conversations alone; the others are reported apart.</remarks>
internal static class LocomoReport
{
    private const int TunedOn = 3;
    private const int Hits = 10;

    public static async Task RunAsync(string[] options)
    {
        if (options is not [var path, ..] || !File.Exists(path))
        {
            Console.Error.WriteLine("Name the file of the LoCoMo set: locomo <path>");
            return;
        }

        var conversations = LocomoConversation.Load(path);
        using var folder = new TempFolder();
        await using (var sqlite = new SqliteSessionStore(Path.Combine(folder.Path, "locomo.db"))) await ReportAsync("sqlite", sqlite, conversations);
        await ReportAsync("memory", new MemorySessionStore(), conversations);
    }

    private static async Task ReportAsync(string name, ISessionStore store, IReadOnlyList<LocomoConversation> conversations)
    {
        foreach (var conversation in conversations)
            await store.Require<ITurnLog>().WriteTurnAsync(new(conversation.Id) { UserId = conversation.Id, Messages = conversation.Messages });
        var search = store.Require<ISessionSearch>();
        foreach (var conversation in conversations) await MeasureAsync(search, conversation);

        var results = new List<(double Recall, double Median)>();
        Console.WriteLine($"{name,-8} {"conversation",-12} {"turns",6} {"questions",10} {"recall@10",10} {"median ms",10} {"p95 ms",8}");
        foreach (var conversation in conversations)
        {
            var (recall, times) = await MeasureAsync(search, conversation);
            results.Add((recall, Figures.Median(times)));
            Console.WriteLine($"{"",-8} {conversation.Id,-12} {conversation.Messages.Count,6} {conversation.Questions.Count,10} {recall,10:0.0} {Figures.Median(times),10:0.00} {Figures.Percentile(times, 0.95),8:0.00}");
        }

        Print("tuned on", results.Take(TunedOn));
        Print("held out", results.Skip(TunedOn));
        Print("all", results);
    }

    private static void Print(string part, IEnumerable<(double Recall, double Median)> results) =>
        Console.WriteLine($"{"",-8} {part,-12} {"",6} {"",10} {results.Select(static result => result.Recall).DefaultIfEmpty().Average(),10:0.0}");

    private static async Task<(double Recall, List<double> Times)> MeasureAsync(ISessionSearch search, LocomoConversation conversation)
    {
        var (sum, times) = (0.0, new List<double>());
        foreach (var question in conversation.Questions)
        {
            var start = Stopwatch.GetTimestamp();
            var hits = await search.SearchAsync(new(question.Text) { SessionId = conversation.Id, Limit = Hits, Neighbours = 0 });
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (hits.Any(hit => hit.SessionId != conversation.Id)) throw new InvalidOperationException("A hit lies outside of its conversation.");
            sum += (double)hits.Count(hit => question.Evidence.Contains(hit.MessageIndex)) / question.Evidence.Count;
        }

        return (100 * sum / conversation.Questions.Count, times);
    }
}
