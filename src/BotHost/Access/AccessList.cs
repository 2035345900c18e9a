namespace Bots.BotHost.Access;

/// <summary>People and places by id: <c>telegram_12345</c> as <c>/whoami</c> shows it, or the bare number in the section of one account.</summary>
internal sealed class AccessList
{
    /// <summary>Persons, wherever they write.</summary>
    public List<string> Users { get; set; } = [];

    /// <summary>Groups: everyone in them. On Discord the same as <see cref="Channels"/>.</summary>
    public List<string> Chats { get; set; } = [];

    /// <summary>Discord channels and threads: everyone in them.</summary>
    public List<string> Channels { get; set; } = [];

    /// <summary>Discord servers: everyone in them.</summary>
    public List<string> Guilds { get; set; } = [];

    /// <summary>Discord roles: whoever has one, in that server.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>The lists by the name of their setting.</summary>
    public IEnumerable<(string Name, List<string> Ids)> All => [(nameof(Users), Users), (nameof(Chats), Chats), (nameof(Channels), Channels), (nameof(Guilds), Guilds), (nameof(Roles), Roles)];
}
