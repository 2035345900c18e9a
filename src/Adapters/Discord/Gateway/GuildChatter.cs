using System.Text;
using Bots.Adapters.Discord.Intake;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>Tells most of what people in guilds say to each other from what is meant for the bot, without reading it.</summary>
internal sealed class GuildChatter(DiscordSelf self, bool requiresMention, bool readsThreads)
{
    private readonly byte[] _id = Encoding.ASCII.GetBytes($"\"{self.UserId}\"");

    public DiscordSelf Self => self;

    /// <summary>True for a message of a guild that cannot be meant for the bot. A mention, and an answer to the bot, hold its id.</summary>
    /// <remarks>A name with its colon cannot stand within a text: there its quotation marks are escaped. Only messages of guilds have a member, as have
    /// the people mentioned there; webhooks have none, and are read.</remarks>
    public bool Is(ReadOnlySpan<byte> payload)
    {
        if (!requiresMention || payload.IndexOf(_id) >= 0) return false;
        // The bot's own role is as good as its name; which one that is, is looked up where messages are read.
        if (payload.IndexOf("\"mention_roles\":[\""u8) >= 0) return false;
        // Threads are 10, 11 and 12; the 1 of direct messages has no member anyway.
        if (readsThreads && payload.IndexOf("\"channel_type\":1"u8) >= 0) return false;
        return payload.IndexOf("\"member\":{"u8) >= 0;
    }
}
