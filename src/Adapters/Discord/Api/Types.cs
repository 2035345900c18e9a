using System.Text.Json.Serialization;

namespace Bots.Adapters.Discord.Api;

// What is read of Discord's objects. Unknown fields are ignored.
internal sealed record DiscordUser(string Id, string Username)
{
    public string? GlobalName { get; init; }

    public bool Bot { get; init; }
}

internal sealed record DiscordMember
{
    public string? Nick { get; init; }

    public IReadOnlyList<string>? Roles { get; init; }

    public DiscordUser? User { get; init; }
}

internal sealed record DiscordMessage(string Id, string ChannelId, DiscordUser Author)
{
    public string Content { get => field ?? ""; init; }

    public int Type { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    /// <summary>When its author last changed it; null for never. Links that unfold, pins and the like are no change.</summary>
    public DateTimeOffset? EditedTimestamp { get; init; }

    public string? GuildId { get; init; }

    /// <summary>The kind of its channel; comes with gateway events only.</summary>
    public int? ChannelType { get; init; }

    public string? WebhookId { get; init; }

    public int Flags { get; init; }

    /// <summary>True when only one user sees it.</summary>
    [JsonIgnore]
    public bool IsEphemeral => (Flags & MessageFlags.Ephemeral) != 0;

    /// <summary>True when a thread was opened from it, whose id is the message's own.</summary>
    [JsonIgnore]
    public bool HasThread => (Flags & MessageFlags.HasThread) != 0;

    /// <summary>True when its one file is something spoken.</summary>
    [JsonIgnore]
    public bool IsVoice => (Flags & MessageFlags.IsVoice) != 0;

    public DiscordMember? Member { get; init; }

    public IReadOnlyList<DiscordUser>? Mentions { get; init; }

    /// <summary>The ids of the roles it mentions.</summary>
    public IReadOnlyList<string>? MentionRoles { get; init; }

    public IReadOnlyList<DiscordAttachment>? Attachments { get; init; }

    public DiscordMessage? ReferencedMessage { get; init; }

    /// <summary>What was forwarded, as it was then.</summary>
    public IReadOnlyList<DiscordSnapshot>? MessageSnapshots { get; init; }

    public IReadOnlyList<DiscordSticker>? StickerItems { get; init; }

    public DiscordPoll? Poll { get; init; }
}

internal sealed record DiscordSnapshot(DiscordForwarded? Message);

/// <summary>A forwarded message: whose it was is not said.</summary>
internal sealed record DiscordForwarded
{
    public string Content { get => field ?? ""; init; }

    public IReadOnlyList<DiscordAttachment>? Attachments { get; init; }

    public IReadOnlyList<DiscordSticker>? StickerItems { get; init; }
}

internal sealed record DiscordSticker(string Name);

internal sealed record DiscordPoll(DiscordPollText? Question)
{
    public IReadOnlyList<DiscordPollAnswer>? Answers { get; init; }
}

internal sealed record DiscordPollAnswer(DiscordPollText? PollMedia);

internal sealed record DiscordPollText
{
    public string? Text { get; init; }
}

internal sealed record DiscordAttachment(string Id, string Filename)
{
    public string Filename { get; init; } = Filename ?? "";

    public string? ContentType { get; init; }

    /// <summary>Bytes; null or 0 when Discord does not tell.</summary>
    public long? Size { get; init; }

    /// <summary>Where it lies on Discord's own file servers; such an address stops working after a day.</summary>
    public string Url { get => field ?? ""; init; }

    public double? DurationSecs { get; init; }
}

/// <summary>Messages of a channel that are gone: one, or several at once.</summary>
internal sealed record DeletedMessages(string ChannelId)
{
    public string? Id { get; init; }

    public IReadOnlyList<string>? Ids { get; init; }

    public string? GuildId { get; init; }
}

internal sealed record DiscordChannel(string Id, int Type)
{
    public string? ParentId { get; init; }

    public string? GuildId { get; init; }

    public string? LastMessageId { get; init; }

    public string? Name { get; init; }

    /// <summary>Who opened a thread.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The other side of a direct conversation.</summary>
    public IReadOnlyList<DiscordUser>? Recipients { get; init; }

    /// <summary>A forum or a media channel, whose posts are threads.</summary>
    [JsonIgnore]
    public bool IsForum => Type is 15 or 16;

    /// <summary>True where a message can open a thread: text and announcement channels.</summary>
    public static bool TakesThreads(int? type) => type is 0 or 5;

    /// <summary>Threads: announcement 10, public 11, private 12.</summary>
    public static bool IsThread(int type) => type is 10 or 11 or 12;
}

internal sealed record DiscordRole(string Id)
{
    public DiscordRoleTags? Tags { get; init; }
}

/// <summary>What a role is for.</summary>
/// <param name="BotId">The bot that it belongs to (permissions, role tags), or null.</param>
internal sealed record DiscordRoleTags(string? BotId);

/// <summary>A guild as it comes after READY, as far as it says where something happened, and which role is the bot's own.</summary>
internal sealed record GuildActivity(string Id)
{
    public IReadOnlyList<DiscordChannel>? Channels { get; init; }

    public IReadOnlyList<DiscordChannel>? Threads { get; init; }

    public IReadOnlyList<DiscordRole>? Roles { get; init; }
}

/// <param name="HeartbeatInterval">Milliseconds.</param>
internal sealed record HelloEvent(int HeartbeatInterval);

internal sealed record GatewayBot(string Url, int Shards, SessionStartLimit SessionStartLimit);

/// <param name="Total">Identifies a day.</param>
/// <param name="Remaining">Identifies left.</param>
/// <param name="ResetAfter">Milliseconds until the day is over.</param>
/// <param name="MaxConcurrency">Identifies per five seconds.</param>
internal sealed record SessionStartLimit(int Total, int Remaining, long ResetAfter, int MaxConcurrency);

internal sealed record ReadyEvent(string SessionId, string ResumeGatewayUrl, DiscordUser User, DiscordApplication Application);

internal sealed record DiscordApplication(string Id);

internal sealed record DiscordInteraction(string Id, string ApplicationId, int Type, string Token)
{
    public string? ChannelId { get; init; }

    public string? GuildId { get; init; }

    public DiscordChannel? Channel { get; init; }

    public DiscordInteractionData? Data { get; init; }

    /// <summary>The message with the pressed component.</summary>
    public DiscordMessage? Message { get; init; }

    /// <summary>Where it happened: 0 in a guild, 1 in the direct conversation with the bot, 2 in a conversation of others.</summary>
    public int? Context { get; init; }

    /// <summary>By kind of installation (0 in a guild, 1 for a user) who made it possible.</summary>
    public IReadOnlyDictionary<string, string>? AuthorizingIntegrationOwners { get; init; }

    public DiscordMember? Member { get; init; }

    public DiscordUser? User { get; init; }
}

internal sealed record DiscordInteractionData
{
    public string? Name { get; init; }

    public string? CustomId { get; init; }

    public IReadOnlyList<string>? Values { get; init; }

    public IReadOnlyList<DiscordInteractionOption>? Options { get; init; }
}

internal sealed record DiscordInteractionOption(string Name)
{
    public System.Text.Json.JsonElement Value { get; init; }

    public bool Focused { get; init; }
}

internal sealed record DiscordError
{
    public int Code { get; init; }

    public string? Message { get; init; }

    /// <summary>Seconds, with a 429.</summary>
    public double? RetryAfter { get; init; }

    public bool Global { get; init; }
}
