using System.Collections.Concurrent;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>Keeps resume points for as long as the process lives.</summary>
public sealed class MemoryDiscordResumeStore : IDiscordResumeStore
{
    private readonly ConcurrentDictionary<(string Bot, int Shard), DiscordResumePoint> _points = new();

    /// <inheritdoc/>
    public ValueTask<DiscordResumePoint?> LoadAsync(string bot, int shard, CancellationToken cancellationToken) => ValueTask.FromResult(_points.GetValueOrDefault((bot, shard)));

    /// <inheritdoc/>
    public ValueTask SaveAsync(string bot, int shard, DiscordResumePoint point, CancellationToken cancellationToken)
    {
        _points[(bot, shard)] = point;
        return default;
    }
}
