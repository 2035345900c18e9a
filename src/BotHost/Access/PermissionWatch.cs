using Bots.Adapters.Discord;
using Bots.BotHost.Outbox;
using Bots.BotHost.Setup;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Access;

/// <summary>Says once, in the log and to the owner, where a bot lacks a permission and what to click.</summary>
internal sealed partial class PermissionWatch(ReplyDelivery delivery, OwnerNotices notices, BotAccounts bots, ILogger<PermissionWatch> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        delivery.Parked += Note;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        delivery.Parked -= Note;
        return Task.CompletedTask;
    }

    private void Note(OutboxEntry entry, DeliveryOutcome.Parked parked)
    {
        var (bot, chat) = (entry.Message.Bot, parked.Place ?? entry.Message.Chat);
        if (!parked.NeedsOperator || !notices.IsNew(bot, $"{chat}: {parked.Error}")) return;
        LogRefused(bot, chat, parked.Error);
        // Discord shows a channel's id as its name.
        var place = bots.Find(bot) is DiscordAdapter ? $"<#{chat}>" : $"`{chat}`";
        notices.Tell(bot, $"I was asked in {place}, and cannot answer there. {parked.Error} My answer is kept, and goes when somebody writes there again.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot} cannot write in chat {Chat}: {Advice} Its replies there are kept until somebody writes again")]
    private partial void LogRefused(string bot, string chat, string advice);
}
