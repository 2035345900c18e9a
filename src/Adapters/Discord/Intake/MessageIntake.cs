using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Makes of what happens to messages what the host stores: finds their threads, opens some, and knows what edits and deletions belong to.</summary>
/// <remarks>Waits through outages: leaving a question to Discord out would lose a message.</remarks>
internal sealed class MessageIntake
{
    private static readonly TimeSpan AfterthoughtTime = TimeSpan.FromMinutes(10);

    private readonly DiscordContext _context;
    private readonly ChannelDirectory _channels;
    private readonly ThreadOpener _opener;
    private readonly ThreadStarters _starters;

    public MessageIntake(DiscordContext context, ChannelDirectory channels) =>
        (_context, _channels, _opener, _starters) = (context, channels, new(context, channels), new(context, channels));

    /// <summary>Whose the last messages are.</summary>
    public SeenMessages Seen { get; } = new();

    /// <summary>Whether a changed message may speak to the bot for the first time: somebody forgot to mention it, and did so a little later.</summary>
    public bool MayBeginToSpeak(DiscordMessage message, DiscordSelf self) => message.GuildId is not null && Seen.Find(message.Id) is null
        && DiscordMapping.Mentions(message, self) && message.EditedTimestamp - message.Timestamp < AfterthoughtTime;

    /// <summary>A changed message as the host takes it; null when it is none of ours.</summary>
    /// <remarks>What was said to the bot stays so when the mention is taken out; when nothing of it is to be seen any more, it is gone for the bot.</remarks>
    public async Task<InboundMessage?> TakeEditAsync(DiscordMessage message, DiscordSelf self, CancellationToken cancellationToken)
    {
        var thread = await ThreadOfAsync(message, cancellationToken);
        var seen = Seen.Find(message.Id);
        var mapped = seen is null ? await MapAsync(message, thread, self, cancellationToken) : DiscordMapping.ToInbound(message, thread, self, _context.Options, isOurThread: true);
        if (mapped is not { } inbound) return seen is null ? null : DiscordMapping.ToDeletion(seen, self);
        // A question that opened a thread is the beginning of the conversation there.
        if (seen is not null) inbound = inbound with { SessionKey = seen.SessionKey, Address = new(seen.ChatId, seen.ThreadId, seen.Id) };
        else if (thread is null && message.HasThread && await FindAsync(message.Id, cancellationToken) is { } opened && opened.OwnerId == self.UserId)
            inbound = DiscordMapping.ToInbound(message, opened, self, _context.Options) ?? inbound;
        return DiscordMapping.ToEdit(inbound, message);
    }

    /// <summary>Deletions as the host takes them: of what was said to the bot, as far as that is known.</summary>
    public async Task<List<InboundMessage>> TakeDeletionsAsync(DeletedMessages deleted, DiscordSelf self, CancellationToken cancellationToken)
    {
        var ids = deleted.Id is { } one ? [one] : (deleted.Ids ?? []).Where(static id => id is not null);
        // A direct conversation has one author.
        var author = deleted.GuildId is null && (await FindAsync(deleted.ChannelId, cancellationToken))?.Recipients is [var other, ..] ? other : null;
        return [.. ids.Select(id => Seen.Find(id) is { } seen ? DiscordMapping.ToDeletion(seen, self)
            : author is null ? null : DiscordMapping.ToDeletion(id, deleted.ChannelId, author, self, _context.Options)).OfType<InboundMessage>()];
    }

    /// <summary>A message as the host takes it; null when it is not meant for the bot.</summary>
    public async Task<InboundMessage?> TakeAsync(DiscordMessage message, DiscordSelf self, CancellationToken cancellationToken)
    {
        if (!DiscordMapping.MayBeForUs(message, self, _context.Options)) return null;
        var thread = await ThreadOfAsync(message, cancellationToken);
        if (await MapAsync(message, thread, self, cancellationToken) is not { } inbound) return null;
        if (thread is not null)
        {
            var story = await _starters.StoryAsync(message, thread, inbound.SessionKey, self, cancellationToken);
            return story.Length == 0 ? inbound : inbound with { Context = string.Join("\n\n", new[] { story, inbound.Context }.Where(static part => part.Length > 0)) };
        }

        return await _opener.OpenAsync(message, inbound, cancellationToken) is { } opened ? DiscordMapping.ToInbound(message, opened, self, _context.Options) : inbound;
    }

    private async Task<InboundMessage?> MapAsync(DiscordMessage message, DiscordChannel? thread, DiscordSelf self, CancellationToken cancellationToken)
    {
        var isOurs = thread is not null && !DiscordMapping.IsForUs(message, self, _context.Options) && await _starters.IsOursAsync(thread, self, cancellationToken);
        return DiscordMapping.ToInbound(message, thread, self, _context.Options, isOurs);
    }

    private Task<DiscordChannel?> ThreadOfAsync(DiscordMessage message, CancellationToken cancellationToken) =>
        OutagePatience.AskAsync(_context.Time, token => _channels.ThreadOfAsync(message, token), cancellationToken);

    private Task<DiscordChannel?> FindAsync(string channelId, CancellationToken cancellationToken) =>
        OutagePatience.AskAsync(_context.Time, token => _channels.FindAsync(channelId, token), cancellationToken);
}
