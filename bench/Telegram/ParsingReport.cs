using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bots.Adapters.Telegram.Api;
using Bots.Bench.Telegram.Full;

namespace Bots.Bench.Telegram;

/// <summary><c>bench -- parse</c>: what reading updates costs, beside System.Text.Json's source generation over the full types and beside tokens alone.</summary>
internal static class ParsingReport
{
    private const int Rounds = 15;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(0.4);

    public static void Run()
    {
        var body = SampleUpdates.Response();
        Console.WriteLine($"100 updates, {body.Length:N0} bytes; the median of {Rounds} rounds of {RoundTime.TotalSeconds} s each, one after another");
        var ways = new Way[]
        {
            new("System.Text.Json, full types", () => JsonSerializer.Deserialize(body, FullJson.Default.FullResponse)!.Result!.Count),
            new("Bots", () => JsonSerializer.Deserialize(body, TelegramJson.Default.TelegramResponseUpdateBatch)!.Result!.Count),
            new("tokens alone", () => Tokens(body)),
        };
        foreach (var way in ways) Check(way);
        for (var round = 0; round < Rounds; round++) Array.ForEach(ways, way => way.Speeds.Add(Measure(way.Read, body.Length)));
        foreach (var way in ways)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{way.Name,-30} {way.Median,8:0.0} MB/s  {way.Median / ways[0].Median,5:0.00}x   {Allocated(way.Read),10:N0} bytes a batch  {(double)Allocated(way.Read) / Allocated(ways[0].Read),5:0.00}x"));
    }

    private static void Check(Way way)
    {
        for (var i = 0; i < 2_000; i++) way.Read();
        if (way.Name != "tokens alone" && way.Read() != 100) throw new InvalidOperationException($"{way.Name} does not find a hundred updates.");
    }

    private static double Measure(Func<int> read, int bytes)
    {
        var (clock, count) = (Stopwatch.StartNew(), 0);
        for (; clock.Elapsed < RoundTime; count++) read();
        return (double)bytes * count / 1_000_000 / clock.Elapsed.TotalSeconds;
    }

    private static long Allocated(Func<int> read)
    {
        read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        read();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static int Tokens(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        var count = 0;
        while (reader.Read()) count++;
        return count;
    }

    private sealed record Way(string Name, Func<int> Read)
    {
        public List<double> Speeds { get; } = [];

        public double Median => Speeds.Order().ElementAt(Speeds.Count / 2);
    }
}
