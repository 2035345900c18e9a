using System.Text.RegularExpressions;
using Bots.Adapters;

namespace Bots.BotHost.Commands;

/// <summary>The chat commands as menus of a platform.</summary>
internal static partial class CommandMenus
{
    /// <summary>The menus in every language: everything in private chats, less in groups.</summary>
    public static IReadOnlyList<CommandMenu> Of(IEnumerable<IChatCommand> commands, MenuTexts texts)
    {
        var everyones = commands.Where(static command => command.Audience == CommandAudience.Everyone).ToList();
        var inGroups = everyones.Where(static command => !command.IsPersonal).ToList();
        return [.. Languages(texts).SelectMany(language => new CommandMenu[]
        {
            new(Named(everyones, texts, language)) { Language = language }, new(Named(inGroups, texts, language)) { Language = language, Place = MenuPlace.Groups },
        })];
    }

    /// <summary>The menus of the owner in the owner's chat, in every language: what everyone has, and what is the owner's alone.</summary>
    public static IReadOnlyList<CommandMenu> OfOwner(IEnumerable<IChatCommand> commands, MenuTexts texts, string chatId)
    {
        var known = commands.Where(static command => command.Audience != CommandAudience.Unlisted).ToList();
        return [.. Languages(texts).Select(language => new CommandMenu(Named(known, texts, language)) { Language = language, ChatId = chatId })];
    }

    private static IEnumerable<string?> Languages(MenuTexts texts) => texts.Languages.Prepend(null);

    private static IReadOnlyList<MenuCommand> Named(IEnumerable<IChatCommand> commands, MenuTexts texts, string? language) =>
        [.. commands.Select(static command => new MenuCommand(command.Name, Plain(command.Description))).Prepend(new("help", "list the commands"))
            .Select(command => command with { Description = (language is null ? null : texts.Of(language, command.Name)) ?? command.Description })];

    // Menus show plain text: an example in brackets and code marks are for /help.
    private static string Plain(string description) => Example().Replace(description, "").Replace("`", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\s*\(`[^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Example();
}
