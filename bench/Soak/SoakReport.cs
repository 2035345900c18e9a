using Bots.Fakes.Discord;
using Bots.Fakes.Telegram;

namespace Bots.Bench.Soak;

/// <summary><c>soak</c>: many people write to a real host at a given rate while a slow model streams; prints what was lost, doubled or
/// out of order, how long people waited, and what the host used.</summary>
internal static class SoakReport
{
    public static async Task RunAsync(string[] args)
    {
        if (SoakOptions.Parse(args) is not { } options)
        {
            Console.WriteLine(SoakOptions.Usage);
            return;
        }

        Console.WriteLine(options);
        if (options.Platform == "pipeline")
        {
            await PipelineSoak.RunAsync(options);
            return;
        }

        await using var platform = await PlatformAsync(options);
        await using var run = await SoakRun.StartAsync(options, platform);
        await run.WarmUpAsync();
        await run.LoadAsync();
        Print(run.Verdict(), platform.Violations);
        run.PrintFigures();
    }

    public static void Print(SoakVerdict verdict, int violations)
    {
        Console.WriteLine($"  messages    {verdict.Said} said: {verdict.Lost} lost, {verdict.Duplicated} duplicated, {verdict.Reordered} reordered, {verdict.Mixed} shown to another, {verdict.Failed} told of a failure of the model, {verdict.Strays} stray previews, {violations} requests against the rules");
        Console.WriteLine($"  first text  {Percentiles(verdict.FirstText)}");
        Console.WriteLine($"  final       {Percentiles(verdict.Final)}");
        Console.WriteLine($"  overhead    {Percentiles(verdict.Overhead)}   (final minus model)");
    }

    private static async Task<ISoakPlatform> PlatformAsync(SoakOptions options) => options.Platform switch
    {
        "discord" => new DiscordSoak(await FakeDiscord.StartAsync(new() { LimitsRates = false }), options.Users + options.WarmUsers),
        _ => new TelegramSoak(await FakeTelegram.StartAsync()),
    };

    private static string Percentiles(List<double> milliseconds)
    {
        if (milliseconds.Count == 0) return "none";
        milliseconds.Sort();
        return $"p50 {At(0.5),6:0} ms   p99 {At(0.99),6:0} ms   max {milliseconds[^1],6:0} ms";

        double At(double part) => milliseconds[Math.Min(milliseconds.Count - 1, (int)(milliseconds.Count * part))];
    }
}
