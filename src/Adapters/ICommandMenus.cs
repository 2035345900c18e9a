namespace Bots.Adapters;

/// <summary>An adapter whose platform shows a menu of the chat commands, set while it runs.</summary>
public interface ICommandMenus
{
    /// <summary>Shows these menus in place of those set before for the same place and language. Repeating is fine.</summary>
    /// <returns>False when the platform cannot be reached or refuses (logged): the old menus stay, try again later.</returns>
    /// <exception cref="ArgumentException">A menu goes beyond the platform's limits.</exception>
    Task<bool> ShowMenusAsync(IReadOnlyList<CommandMenu> menus, CancellationToken cancellationToken);
}

/// <summary>The commands shown in one kind of chat and language.</summary>
/// <param name="Commands">The commands, in the order shown, at most 100; none removes the menu.</param>
public sealed record CommandMenu(IReadOnlyList<MenuCommand> Commands)
{
    /// <summary>The kind of chat. Default: everywhere; a menu for the kind of chat goes before one for everywhere.</summary>
    public MenuPlace Place { get; init; }

    /// <summary>One chat alone, as in <see cref="ChatAddress.ChatId"/>: this menu goes before every other there. Default: null, all chats of the kind.</summary>
    public string? ChatId { get; init; }

    /// <summary>The users' language, two letters (ISO 639-1); null for everyone without a menu in their own.</summary>
    public string? Language { get; init; }
}

/// <summary>A command in a menu.</summary>
/// <param name="Name">1 to 32 characters of a-z, 0-9 and _, without the slash.</param>
/// <param name="Description">What it does, 1 to 256 characters, plain text.</param>
public sealed record MenuCommand(string Name, string Description);

/// <summary>Where a menu is shown.</summary>
public enum MenuPlace
{
    /// <summary>Wherever no other menu is set.</summary>
    Everywhere,

    /// <summary>In chats of one user with the bot.</summary>
    PrivateChats,

    /// <summary>In chats of several people.</summary>
    Groups,
}
