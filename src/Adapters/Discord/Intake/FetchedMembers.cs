using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Adds to fetched messages what only received ones come with: who the author is in the guild, and the roles. Asked once per person and search, and only where roles decide.</summary>
internal sealed class FetchedMembers(DiscordContext context)
{
    private readonly Dictionary<(string Guild, string User), DiscordMember?> _known = [];

    /// <summary>A new search begins: roles may have changed.</summary>
    public void Forget() => _known.Clear();

    /// <summary>The message with its member; as it is when nobody needs to know, or the author left the guild. Waits through outages.</summary>
    public async Task<DiscordMessage> CompleteAsync(DiscordMessage message, CancellationToken cancellationToken)
    {
        if (!context.Options.RolesDecide || message is not { GuildId: { } guild, Member: null, Author: { Bot: false } author }) return message;
        if (!_known.TryGetValue((guild, author.Id), out var member))
            member = _known[(guild, author.Id)] = await OutagePatience.AskAsync(context.Time, async token => await context.Members.GetMemberAsync(guild, author.Id, token), cancellationToken);
        return message with { Member = member };
    }
}
