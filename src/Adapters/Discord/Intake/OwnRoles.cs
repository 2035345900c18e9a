using System.Collections.Concurrent;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>The roles that Discord made for the bot when it joined a guild. They carry its name, and are offered beside it where people mention somebody:
/// who mentions one means the bot. Thread-safe.</summary>
/// <remarks>Guilds tell of them when a session begins; of a session that an earlier process began, nobody tells again.</remarks>
internal sealed class OwnRoles
{
    private readonly ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);

    /// <summary>Takes note of a guild.</summary>
    public void Learn(GuildActivity guild, DiscordSelf self)
    {
        foreach (var role in guild.Roles ?? [])
        {
            if (role is { Id: { } id, Tags.BotId: { } bot } && bot == self.UserId) _ids[id] = true;
        }
    }

    /// <summary>The message with mentions of the bot's own role as mentions of the bot.</summary>
    public DiscordMessage Recognise(DiscordMessage message, DiscordSelf self)
    {
        if (message.MentionRoles?.FirstOrDefault(id => id is not null && _ids.ContainsKey(id)) is not { } own) return message;
        return message with
        {
            Mentions = [.. message.Mentions ?? [], new(self.UserId, "") { Bot = true }],
            Content = message.Content.Replace($"<@&{own}>", $"<@{self.UserId}>", StringComparison.Ordinal),
        };
    }
}
