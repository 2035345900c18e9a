using System.Text.Json.Nodes;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Fakes.Telegram;
using Bots.HostUnderTest;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Tests;

/// <summary>A group that becomes a supergroup while replies wait, with the program started anew in the middle.</summary>
public sealed class TelegramMoveTests
{
    private const long Group = -100;
    private const long Supergroup = -1_000_000_000_100;

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Replies_that_waited_when_a_group_moved_come_first_and_quote_nothing_of_the_new_one(bool heardBeforeRestart, bool newSideFirst)
    {
        await using var telegram = await FakeTelegram.StartAsync();
        using var folder = new TempFolder();
        Outage(telegram);
        await using (var host = await StartAsync(telegram, folder))
        {
            telegram.Says(Group, 7, $"@{telegram.Bot.Username} before");
            await WaitsAsync(host, 1);
            if (heardBeforeRestart) Move(telegram, newSideFirst);
            if (heardBeforeRestart) await WaitsAsync(host, 2);
        }

        if (!heardBeforeRestart) Move(telegram, newSideFirst);
        telegram.Faults.Clear();
        await using var next = await StartAsync(telegram, folder);
        var chat = telegram.Chat(Supergroup);
        await Eventually.TrueAsync(() => chat.BotMessages.Count(static message => message.Text.StartsWith("echo:", StringComparison.Ordinal) && !message.Text.EndsWith('…')) == 2, "both replies");

        Assert.Equal(["echo: before", "echo: after"], chat.BotMessages.Select(static message => message.Text));
        Assert.Equal([null, chat.Messages.Single(static message => message.Text.EndsWith("bot after", StringComparison.Ordinal)).Id], chat.BotMessages.Select(static message => message.ReplyTo));
        Assert.Empty(telegram.Chat(Group).BotMessages);
        Assert.Equal(
            ["before", "echo: before", "after", "echo: after"],
            (await next.Get<DeliveryStores>().Sessions.GetChatHistoryAsync("bot_telegram_7_chat_-100")).Select(static message => message.Content));
        Assert.Empty(telegram.Violations);
    }

    private static Task<InProcessHost> StartAsync(FakeTelegram telegram, TempFolder folder) => InProcessHost.StartAsync(folder.Path, Some.Echo(),
    [
        $"Bots:telegram:Token={telegram.Token}", $"Bots:telegram:BaseUrl={telegram.BaseUrl}", "Bots:telegram:ChatMessagesPerSecond=1000",
        "Bots:telegram:GroupMessagesPerMinute=10000", "Bots:telegram:MessagesPerSecond=1000",
        $"Sessions:Sqlite:Path={Path.Combine(folder.Path, "sessions.db")}", "Bots:web:Enabled=false",
    ], static _ => { });

    private static void Outage(FakeTelegram telegram)
    {
        foreach (var method in new[] { "sendMessage", "editMessageText" }) telegram.Faults.Next(method, Fault.Error(502, "Bad Gateway"), times: int.MaxValue);
    }

    /// <summary>The first message of the new chat comes in between the two notes of the move, or behind both.</summary>
    private static void Move(FakeTelegram telegram, bool newSideFirst)
    {
        if (!newSideFirst) telegram.Migrates(Group, 7, Supergroup);
        telegram.Sends(Supergroup, 7, new JsonObject { ["migrate_from_chat_id"] = Group });
        telegram.Says(Supergroup, 7, $"@{telegram.Bot.Username} after");
        if (newSideFirst) telegram.Migrates(Group, 7, Supergroup);
    }

    private static Task WaitsAsync(InProcessHost host, int replies) => Eventually.TrueAsync(
        async () => (await host.Get<DeliveryStores>().Outbox.PendingAsync(host.Get<HostIdentity>().Owner)).Count == replies, $"{replies} waiting");
}
