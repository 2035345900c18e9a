using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>Keeps resume points in small files, replaced as a whole: a crash leaves the old one or the new one.</summary>
/// <param name="folder">Where the files live; made when missing.</param>
public sealed partial class FileDiscordResumeStore(string folder) : IDiscordResumeStore
{
    /// <inheritdoc/>
    public async ValueTask<DiscordResumePoint?> LoadAsync(string bot, int shard, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(PathOf(bot, shard), cancellationToken), ResumeJson.Default.DiscordResumePoint) ?? Unusable;
        }
        catch (JsonException)
        {
            return Unusable;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // A session that cannot be resumed is started anew; nothing depends on the file.
        }
    }

    /// <inheritdoc/>
    public async ValueTask SaveAsync(string bot, int shard, DiscordResumePoint point, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(bot, shard);
        await File.WriteAllBytesAsync(path + ".new", JsonSerializer.SerializeToUtf8Bytes(point, ResumeJson.Default.DiscordResumePoint), cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }

    // The adapter says so and begins a new session.
    private static DiscordResumePoint Unusable => new("", "", -1);

    private string PathOf(string bot, int shard) => Path.Combine(folder, $"discord-{bot}-{shard}.json");

    [JsonSerializable(typeof(DiscordResumePoint))]
    private sealed partial class ResumeJson : JsonSerializerContext;
}
