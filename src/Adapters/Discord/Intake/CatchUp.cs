using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Looks for what was said while no session listened: where the bot was spoken to lately, and then wherever something was written since.</summary>
internal sealed partial class CatchUp(DiscordContext context, Backfill backfill, GapReview review, FetchedMembers members, RecentChannels recent, ResumeBook book, MessageDoor door, HostDoor host)
{
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = context.Logger;
    private readonly HashSet<string> _caughtUp = [];
    private readonly HashSet<string> _lookedInto = [];
    private DateTimeOffset? _missedSince;
    private int _guildsLeft;

    /// <summary>Goes on where an earlier process was not done.</summary>
    public void Continue(DiscordResumePoint? point) => (_missedSince, _guildsLeft) = (point?.MissedSince, context.Options.BackfillChannels);

    /// <summary>Begins a session; when there was one before, fetches from the channels that are known.</summary>
    public async Task StartAsync(DiscordResumePoint point, CancellationToken cancellationToken)
    {
        var before = book.Point;
        book.Point = point with { AliveAt = before?.AliveAt ?? context.Time.GetUtcNow() };
        if (before is null) return;
        _missedSince = before.AliveAt > DateTimeOffset.UnixEpoch ? before.AliveAt - ClockDifference : null;
        book.Point = book.Point with { MissedSince = _missedSince };
        _guildsLeft = context.Options.BackfillChannels;
        _caughtUp.Clear();
        _lookedInto.Clear();
        members.Forget();
        try
        {
            foreach (var (channel, newest) in recent.NewestFirst())
            {
                await host.UnlessOddAsync("Review", channel, () => ReviewAsync(channel, cancellationToken), cancellationToken);
                await host.UnlessOddAsync("Backfill", channel, () => FetchAsync(channel, newest, cancellationToken), cancellationToken);
            }
        }
        catch when (cancellationToken.IsCancellationRequested)
        {
            // Half done: the next session begins where this one did.
            book.Point = before;
            throw;
        }
    }

    /// <summary>Fetches from channels of a guild that we never answered in and where something was written meanwhile.</summary>
    /// <remarks>Once per session: a guild that goes and comes back was listened to in between. One that is told of late was not.</remarks>
    public async Task LookAsync(GuildActivity guild, CancellationToken cancellationToken)
    {
        if (_missedSince is not { } since || guild.Channels is null || !_lookedInto.Add(guild.Id ?? "")) return;
        var first = DiscordMapping.SnowflakeAt(since);
        foreach (var channel in (guild.Channels ?? []).Concat(guild.Threads ?? []))
        {
            if (channel.LastMessageId is not { } last || DiscordMapping.Number(last) <= DiscordMapping.Number(first) || _caughtUp.Contains(channel.Id)) continue;
            if (_guildsLeft-- <= 0)
            {
                if (_guildsLeft == -1) LogChannelsLeft(context.Bot, context.Options.BackfillChannels);
                return;
            }

            await FetchAsync(channel.Id, first, cancellationToken);
        }
    }

    /// <summary>A quiet moment: by the first one Discord has told of all guilds.</summary>
    public void End()
    {
        if (book.Point is { MissedSince: not null } point) book.Point = point with { MissedSince = null };
    }

    // First: what is fetched afterwards is as it is now.
    private async Task ReviewAsync(string channelId, CancellationToken cancellationToken)
    {
        if (_missedSince is not { } since) return;
        var (changed, gone) = await review.LookAsync(channelId, since, book.Self, cancellationToken);
        foreach (var message in changed) await door.EditAsync(message, cancellationToken);
        if (gone is not null) await door.DeleteAsync(gone, cancellationToken);
    }

    private async Task FetchAsync(string channelId, string newest, CancellationToken cancellationToken)
    {
        _caughtUp.Add(channelId);
        // Whatever is older than the last sign of life was dealt with, and most of it was none of ours.
        var after = _missedSince is { } since && DiscordMapping.SnowflakeAt(since) is var first && DiscordMapping.Number(first) > DiscordMapping.Number(newest) ? first : newest;
        var missed = new List<DiscordMessage>();
        await foreach (var message in backfill.AfterAsync(channelId, after, book.Self, cancellationToken)) missed.Add(message);
        if (missed.Count > 0) LogCaughtUp(context.Bot, missed.Count, channelId);
        await door.AcceptAsync(missed, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: fetched {Count} messages of channel {Channel} that no session received")]
    private partial void LogCaughtUp(string bot, int count, string channel);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: something was written in more than {Most} channels while nothing listened; the others are left out. Raise Bots:{Bot}:BackfillChannels to look into more")]
    private partial void LogChannelsLeft(string bot, int most);
}
