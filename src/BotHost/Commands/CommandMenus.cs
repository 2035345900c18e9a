using System.Text.RegularExpressions;
using Bots.Adapters;

namespace Bots.BotHost.Commands;

/// <summary>The chat commands as menus of a platform.</summary>
internal static partial class CommandMenus
{
    // In a chat of several people these would only show what is nobody else's business.
    private static readonly string[] PrivateOnly = ["export", "forget", "memory", "prefs"];

    /// <summary>The menus in every language: everything in private chats, less in groups.</summary>
    public static IReadOnlyList<CommandMenu> Of(IEnumerable<IChatCommand> commands, MenuTexts texts)
    {
        var all = commands.Where(static command => command.Audience == CommandAudience.Everyone).Select(static command => new MenuCommand(command.Name, Plain(command.Description))).Prepend(new("help", "list the commands")).ToList();
        return [.. In(all, null), .. texts.Languages.SelectMany(language => In([.. all.Select(command => command with { Description = texts.Of(language, command.Name) ?? command.Description })], language))];
    }

    private static CommandMenu[] In(List<MenuCommand> all, string? language) =>
        [new(all) { Language = language }, new([.. all.Where(static command => !PrivateOnly.Contains(command.Name))]) { Language = language, Place = MenuPlace.Groups }];

    // Menus show plain text: an example in brackets and code marks are for /help.
    private static string Plain(string description) => Example().Replace(description, "").Replace("`", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\s*\(`[^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Example();
}
