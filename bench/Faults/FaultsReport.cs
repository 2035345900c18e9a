using Bots.Fakes.Discord;
using Bots.Fakes.Telegram;
using Bots.HostUnderTest;

namespace Bots.Bench.Faults;

/// <summary><c>faults [kills] [users] [platform...]</c>: kills real hosts (SIGKILL) under people who write, on every store that outlives a process
/// and on every platform, or on those that are named.</summary>
internal static class FaultsReport
{
    public static async Task RunAsync(string[] options)
    {
        var kills = options.Length > 0 ? int.Parse(options[0]) : 50;
        var users = options.Length > 1 ? int.Parse(options[1]) : 5;
        foreach (var store in new[] { "sqlite", "json" })
        {
            foreach (var platform in options.Length > 2 ? options[2..] : ["web", "telegram", "discord"]) await RunAsync(store, platform, kills, users);
        }
    }

    // KillRun throws when anything is lost, answered twice or out of order: what is printed has been checked.
    private static async Task RunAsync(string store, string platform, int kills, int users)
    {
        var report = await RunAsync(platform, users, scene => KillRun.RunAsync(scene, store, kills, seed: kills + platform.Length));
        Console.WriteLine($"{store,-8} {platform,-10} {report.Kills} kills, {report.Messages} messages: 0 lost, 0 answered twice, 0 out of order");
    }

    private static async Task<KillReport> RunAsync(string platform, int users, Func<IKillScene, Task<KillReport>> run)
    {
        switch (platform)
        {
            case "web":
                using (var web = new WebScene(users)) return await run(web);
            case "discord":
                await using (var server = await FakeDiscord.StartAsync()) return await run(new DiscordScene(server, users));
            case "telegram":
                await using (var server = await FakeTelegram.StartAsync())
                {
                    var telegram = new TelegramScene(server, users);
                    var report = await run(telegram);
                    Console.WriteLine($"                    stray previews: {telegram.Strays}");
                    return report;
                }

            default:
                throw new ArgumentException($"There is no platform \"{platform}\"; use web, telegram or discord.");
        }
    }
}
