namespace Bots.Adapters.Discord.Gateway;

/// <summary>Keeps resume points over a restart, so that the next process receives what this one missed.</summary>
/// <remarks>A point that is older than the truth costs a replay (the inbox drops what it knows); a lost one costs a new session and a back-fill.</remarks>
public interface IDiscordResumeStore
{
    /// <summary>The saved point of a shard, or null.</summary>
    ValueTask<DiscordResumePoint?> LoadAsync(string bot, int shard, CancellationToken cancellationToken);

    /// <summary>Saves a point; called after what it covers was accepted.</summary>
    ValueTask SaveAsync(string bot, int shard, DiscordResumePoint point, CancellationToken cancellationToken);
}
