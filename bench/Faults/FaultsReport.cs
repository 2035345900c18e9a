using Bots.Fakes.Discord;
using Bots.Fakes.Telegram;
using Bots.HostUnderTest;

namespace Bots.Bench.Faults;

/// <summary><c>faults [kills] [users]</c>: kills real hosts (SIGKILL) under people who write, on every store that outlives a process and on every platform.</summary>
internal static class FaultsReport
{
    public static async Task RunAsync(string[] options)
    {
        var kills = options.Length > 0 ? int.Parse(options[0]) : 50;
        var users = options.Length > 1 ? int.Parse(options[1]) : 5;
        foreach (var store in new[] { "sqlite", "json" })
        {
            using var web = new WebScene(users);
            Print(store, "web", await KillRun.RunAsync(web, store, kills, seed: kills));
            await using var fake = await FakeTelegram.StartAsync();
            var telegram = new TelegramScene(fake, users);
            Print(store, "telegram", await KillRun.RunAsync(telegram, store, kills, seed: kills + 1));
            Console.WriteLine($"                    stray previews: {telegram.Strays}");
            await using var server = await FakeDiscord.StartAsync();
            Print(store, "discord", await KillRun.RunAsync(new DiscordScene(server, users), store, kills, seed: kills + 2));
        }
    }

    // KillRun throws when anything is lost, answered twice or out of order: what is printed has been checked.
    private static void Print(string store, string platform, KillReport report) =>
        Console.WriteLine($"{store,-8} {platform,-10} {report.Kills} kills, {report.Messages} messages: 0 lost, 0 answered twice, 0 out of order");
}
