namespace Bots.Adapters.Discord.Gateway;

/// <summary>Where a shard's intake stands: everything up to here was accepted durably.</summary>
/// <param name="SessionId">The gateway session.</param>
/// <param name="ResumeUrl">Where Discord wants the session resumed.</param>
/// <param name="Sequence">The last dispatch that was dealt with.</param>
public sealed record DiscordResumePoint(string SessionId, string ResumeUrl, int Sequence)
{
    /// <summary>The shards the session was one of; with another number it cannot be resumed.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>The intents the session began with; others take a new session. Null when an earlier version did not say.</summary>
    public int? Intents { get; init; }

    /// <summary>The bot's own user id.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The application's id.</summary>
    public string ApplicationId { get; init; } = "";

    /// <summary>When the connection last showed life.</summary>
    public DateTimeOffset AliveAt { get; init; }

    /// <summary>When this shard last identified, or was about to; null for never. Without a session it is all that is saved.</summary>
    public DateTimeOffset? IdentifiedAt { get; init; }

    /// <summary>Since when guilds may hold something that no session received, while that is being looked for; else null.</summary>
    public DateTimeOffset? MissedSince { get; init; }

    /// <summary>The newest accepted message of every recently active channel, for when the session cannot be resumed.</summary>
    public IReadOnlyDictionary<string, string> Channels { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>The newest accepted messages, for when one of them is changed or deleted.</summary>
    public IReadOnlyList<DiscordSeenMessage> Seen { get => field ?? []; init; }

    /// <summary>A point without a session: there was an identify, and nothing came of it yet.</summary>
    internal static DiscordResumePoint None { get; } = new("", "", 0);

    /// <summary>Where a shard starts, given what all shards of the bot saved last.</summary>
    /// <remarks>With another number of shards, guilds move to shards that never heard of them: each of these starts where the earliest of the last ones
    /// stopped. So does one that saved nothing, or saved it when there were as many shards once before.</remarks>
    internal static DiscordResumePoint? StartOf(DiscordResumePoint? own, IReadOnlyList<DiscordResumePoint> all, int shards)
    {
        if (all.MaxBy(static point => point.AliveAt) is not { } newest || (own?.Shards == newest.Shards && newest.Shards == shards)) return own;
        var since = all.Where(point => point.Shards == newest.Shards).Min(static point => point.MissedSince ?? point.AliveAt);
        return (own ?? newest with { Channels = new Dictionary<string, string>(), Seen = [], IdentifiedAt = null }) with { SessionId = "", ResumeUrl = "", Sequence = 0, Shards = shards, AliveAt = since, MissedSince = null };
    }

    /// <summary>True when nothing but an identify is known.</summary>
    internal bool IsNone => this is { SessionId: "", UserId: "", IdentifiedAt: not null };

    /// <summary>False when something that was read back cannot have been saved so.</summary>
    internal bool IsUsable(DateTimeOffset now) => this is { SessionId: not null, ResumeUrl: not null, UserId: not null, ApplicationId: not null, Sequence: >= 0, Shards: > 0 }
        && UserId.Length > 0 && (SessionId.Length == 0 || (Uri.TryCreate(ResumeUrl, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss"))
        && AliveAt <= now + TimeSpan.FromDays(1)
        && Channels?.Values.All(static newest => newest is not null) != false && Seen.All(static seen => seen is { Id: not null, SessionKey: not null, UserId: not null, ChatId: not null });
}

/// <summary>Whose conversation a message belongs to.</summary>
/// <param name="Id">The message.</param>
/// <param name="SessionKey">The conversation.</param>
/// <param name="UserId">Who wrote it.</param>
/// <param name="ChatId">The channel.</param>
/// <param name="ThreadId">The thread, or null.</param>
public sealed record DiscordSeenMessage(string Id, string SessionKey, string UserId, string ChatId, string? ThreadId)
{
    /// <summary>True when several people share the conversation.</summary>
    public bool IsShared { get; init; }

    /// <summary>True in a direct conversation.</summary>
    public bool IsDirect { get; init; }
}
