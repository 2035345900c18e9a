using Bots.Adapters.Discord.Api;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Says what a refusal means for a reply.</summary>
internal sealed class DeliveryVerdict(TimeProvider time)
{
    private static readonly TimeSpan RejectedWait = TimeSpan.FromMinutes(1);

    private readonly OutageWaits _outages = new();

    /// <summary>The platform answers again.</summary>
    public void Worked() => _outages.End();

    /// <summary>What becomes of the reply. An outage or a limit is never the reply's fault and is not charged; the page of a proxy may be, and is.</summary>
    public DeliveryOutcome On(DiscordApiException exception) => exception switch
    {
        { RetryAfter: { } wait } => Later(wait, exception),
        { IsOutage: true } => Later(_outages.Next(), exception),
        { Status: 401 or 429 } => Later(RejectedWait, exception),
        { Code: DiscordErrors.OldMessageEditLimit } => Later(RejectedWait, exception),
        { IsForeign: true } => new DeliveryOutcome.Retry(time.GetUtcNow(), $"refused by something that stands before Discord: {exception.Message}"),
        _ => new DeliveryOutcome.Parked(Explain(exception)) { NeedsOperator = CanBeMended(exception.Code) },
    };

    private static bool CanBeMended(int code) => code is DiscordErrors.MissingPermissions or DiscordErrors.MissingAccess
        or DiscordErrors.ThreadArchived or DiscordErrors.ThreadLocked or DiscordErrors.BlockedByAutoMod or DiscordErrors.TitleBlockedByAutoMod;

    private static string Explain(DiscordApiException exception) => exception.Code switch
    {
        DiscordErrors.MissingPermissions => "Discord: Missing Permissions. In the channel's settings, page Permissions, allow the bot's role to View Channel, Send Messages, Send Messages in Threads and Attach Files.",
        DiscordErrors.MissingAccess => "Discord: Missing Access. In the channel's settings, page Permissions, allow the bot's role to View Channel; or invite the bot again.",
        DiscordErrors.CannotMessageUser => "Discord: the user takes no direct messages from the bot (blocked it, left the last common server, or closed direct messages).",
        DiscordErrors.UnknownChannel => "Discord: the channel is gone.",
        DiscordErrors.ThreadArchived or DiscordErrors.ThreadLocked => "Discord: the thread is locked. Unlock it, or allow the bot's role to Manage Threads.",
        DiscordErrors.BlockedByAutoMod or DiscordErrors.TitleBlockedByAutoMod =>
            "Discord: the server's AutoMod blocked the message. In the server's settings, page AutoMod, add the bot's role or the channel to the exceptions of the rule.",
        _ => $"Discord: {exception.Message}",
    };

    private DeliveryOutcome.Retry Later(TimeSpan wait, DiscordApiException exception) => new(time.GetUtcNow() + wait, exception.Message, Charged: false) { IsUncertain = exception.IsOutage };
}
