using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Finds what became of known messages while no session listened: Discord does not tell of edits and deletions afterwards, so the newest page of
/// a channel is compared with what is remembered of it.</summary>
internal sealed class GapReview(DiscordContext context, ChannelDirectory channels, SeenMessages seen, FetchedMembers members)
{
    private const int PageSize = 100;

    /// <summary>What was changed since then, and what is gone; nothing where that cannot be told. Waits through outages.</summary>
    public async Task<GapChanges> LookAsync(string channelId, DateTimeOffset since, DiscordSelf self, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(channelId, cancellationToken);
        if (known.Count == 0) return GapChanges.None;
        var page = await OutagePatience.AskAsync(context.Time, async token => await context.Messages.ListNewestAsync(channelId, PageSize, token), cancellationToken);
        // Without the permission Read Message History Discord shows an empty channel: that says nothing of what was deleted.
        if (page is not { Ids: { Count: > 0 } ids } || await FindAsync(channelId, cancellationToken) is not { } channel) return GapChanges.None;
        var oldest = page.IsLast ? 0 : ids.Min(DiscordMapping.Number);
        var gone = known.Where(message => DiscordMapping.Number(message.Id) >= oldest && !ids.Contains(message.Id)).Select(static message => message.Id).ToList();
        var changed = new List<DiscordMessage>();
        foreach (var message in page.Messages.Where(message => message.EditedTimestamp > since && known.Exists(one => one.Id == message.Id)))
            changed.Add(await members.CompleteAsync(context.OwnRoles.Recognise(message with { GuildId = channel.GuildId, ChannelType = channel.Type }, self), cancellationToken));
        return new(changed, gone.Count == 0 ? null : new(channelId) { Ids = gone, GuildId = channel.GuildId });
    }

    private async Task<List<DiscordSeenMessage>> KnownAsync(string channelId, CancellationToken cancellationToken)
    {
        var known = new List<DiscordSeenMessage>();
        foreach (var message in seen.Around(channelId))
        {
            if (await PlaceOfAsync(message, cancellationToken) == channelId) known.Add(message);
        }

        return known;
    }

    // A question that opened a thread has the thread's id and stands before it; the first message of a post has the post's id and stands in it.
    private async Task<string> PlaceOfAsync(DiscordSeenMessage message, CancellationToken cancellationToken) => message.ThreadId switch
    {
        null => message.ChatId,
        var thread when thread == message.Id && await FindAsync(message.ChatId, cancellationToken) is not { IsForum: true } => message.ChatId,
        var thread => thread,
    };

    private Task<DiscordChannel?> FindAsync(string channelId, CancellationToken cancellationToken) =>
        OutagePatience.AskAsync(context.Time, token => channels.FindAsync(channelId, token), cancellationToken);
}

/// <summary>What became of known messages.</summary>
/// <param name="Changed">Messages as they are now, oldest first.</param>
/// <param name="Gone">Messages that are gone, or null.</param>
internal sealed record GapChanges(IReadOnlyList<DiscordMessage> Changed, DeletedMessages? Gone)
{
    public static GapChanges None { get; } = new([], null);
}
