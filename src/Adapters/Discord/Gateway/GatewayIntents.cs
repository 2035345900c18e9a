namespace Bots.Adapters.Discord.Gateway;

/// <summary>What is asked for (events/gateway, list of intents): no more than is used.</summary>
internal static class GatewayIntents
{
    private const int Guilds = 1 << 0;
    private const int GuildMessages = 1 << 9;
    private const int DirectMessages = 1 << 12;
    private const int MessageContent = 1 << 15;

    public static int For(DiscordOptions options) => Guilds | GuildMessages | DirectMessages | (options.MessageContentIntent ? MessageContent : 0);
}
