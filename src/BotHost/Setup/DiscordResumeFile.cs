using System.Text.Json;
using Bots.Adapters.Discord.Gateway;

namespace Bots.BotHost.Setup;

/// <summary>Keeps the gateway's resume points in one small file per shard, replaced as a whole. A lost or damaged one only means a new
/// session and a back-fill, so it is not flushed to the disk each time.</summary>
internal sealed class DiscordResumeFile(string folder) : IDiscordResumeStore
{
    public async ValueTask<DiscordResumePoint?> LoadAsync(string bot, int shard, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<DiscordResumePoint>(await File.ReadAllTextAsync(PathOf(bot, shard), cancellationToken));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public async ValueTask SaveAsync(string bot, int shard, DiscordResumePoint point, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(bot, shard);
        await File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(point), cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }

    private string PathOf(string bot, int shard) => Path.Combine(folder, $"discord-{bot}-{shard}.resume");
}
