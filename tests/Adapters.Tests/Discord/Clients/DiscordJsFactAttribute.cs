namespace Bots.Adapters.Tests.Discord.Clients;

/// <summary>A test that runs discord.js; skips, visibly, where node or the packages are missing.</summary>
public sealed class DiscordJsFactAttribute : FactAttribute
{
    public DiscordJsFactAttribute()
    {
        if (!Directory.Exists(Path.Combine(DiscordJs.Folder, "node_modules", "discord.js"))) Skip = "discord.js is missing: run npm ci in tests/clients/discord.";
        else if (DiscordJs.Node is null) Skip = "node is not on the PATH.";
    }
}
