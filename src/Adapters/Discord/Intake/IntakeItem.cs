using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Something a shard received that must be dealt with in order.</summary>
internal abstract record IntakeItem
{
    private IntakeItem()
    {
    }

    /// <summary>The dispatch's number.</summary>
    public int Sequence { get; init; }

    /// <summary>Somebody wrote.</summary>
    public sealed record Message(DiscordMessage What) : IntakeItem;

    /// <summary>Somebody changed what they wrote.</summary>
    public sealed record Edited(DiscordMessage What) : IntakeItem;

    /// <summary>Messages are gone.</summary>
    public sealed record Deleted(DeletedMessages What) : IntakeItem;

    /// <summary>Somebody ran a command or pressed a button of the bot.</summary>
    public sealed record Interaction(DiscordInteraction What, DiscordSelf Self) : IntakeItem;

    /// <summary>An interaction is stored, so that more may be saved as dealt with.</summary>
    public sealed record Settled : IntakeItem;

    /// <summary>A session began; when there was one before, something may have been missed.</summary>
    public sealed record SessionStarted(DiscordResumePoint Point) : IntakeItem
    {
        /// <summary>Completes when the interactions of the session before are stored.</summary>
        public Task Before { get; init; } = Task.CompletedTask;
    }

    /// <summary>A guild's channels, after a session was lost.</summary>
    public sealed record Guild(GuildActivity What) : IntakeItem;

    /// <summary>Nothing happened for a while that concerns us: a good time to save where we are.</summary>
    public sealed record Checkpoint : IntakeItem;
}
