using Bots.Adapters.Discord.Intake;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>What one shard knows of its session. Used by one connection at a time.</summary>
internal sealed class ShardSession(string bot, int shard, int shards, int intents)
{
    public int Shard => shard;

    public int Shards => shards;

    /// <summary>The session to resume, or null.</summary>
    public string? Id { get; private set; }

    public string ResumeUrl { get; private set; } = "";

    /// <summary>The last dispatch received; null before the first.</summary>
    public int? Received { get; set; }

    /// <summary>Who the bot is; known since the first READY.</summary>
    public DiscordSelf? Self { get; private set; }

    /// <summary>True when a session was lost, so that something may have been missed.</summary>
    public bool WasLost { get; private set; }

    public void Continue(DiscordResumePoint point)
    {
        Self = new(bot, point.UserId, point.ApplicationId);
        WasLost = true;
        if (point.Shards != shards || (point.Intents ?? intents) != intents || point.SessionId.Length == 0) return;
        (Id, ResumeUrl, Received, WasLost) = (point.SessionId, point.ResumeUrl, point.Sequence, point.MissedSince is not null);
    }

    /// <summary>Where a new session begins.</summary>
    public DiscordResumePoint PointOf(Api.ReadyEvent ready, int sequence) =>
        new(ready.SessionId, ready.ResumeGatewayUrl, sequence) { Shards = shards, Intents = intents, UserId = ready.User.Id, ApplicationId = ready.Application.Id };

    /// <summary>Takes over a new session.</summary>
    public void Start(DiscordResumePoint point)
    {
        (Id, ResumeUrl, Received) = (point.SessionId, point.ResumeUrl, point.Sequence);
        Self = new(bot, point.UserId, point.ApplicationId);
    }

    /// <summary>The session cannot be resumed any more.</summary>
    public void Lose()
    {
        WasLost |= Id is not null;
        (Id, Received) = (null, null);
    }
}
