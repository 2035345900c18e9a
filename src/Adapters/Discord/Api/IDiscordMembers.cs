namespace Bots.Adapters.Discord.Api;

/// <summary>The people of a guild.</summary>
/// <remarks>Thread-safe. Every method throws <see cref="DiscordApiException"/> and waits for its place within Discord's limits.</remarks>
internal interface IDiscordMembers
{
    /// <summary>One of them, with nickname and roles; needs no intent.</summary>
    Task<DiscordMember> GetMemberAsync(string guildId, string userId, CancellationToken cancellationToken);
}
