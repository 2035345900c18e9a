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
        var all = everyones.Select(static command => new MenuCommand(command.Name, Plain(command.Description))).Prepend(new("help", "list the commands")).ToList();
        var personal = everyones.Where(static command => command.IsPersonal).Select(static command => command.Name).ToHashSet(StringComparer.Ordinal);
        return [.. texts.Languages.Prepend(null).SelectMany(language => In(language))];

        CommandMenu[] In(string? language)
        {
            var named = all.ConvertAll(command => command with { Description = (language is null ? null : texts.Of(language, command.Name)) ?? command.Description });
            return [new(named) { Language = language }, new([.. named.Where(command => !personal.Contains(command.Name))]) { Language = language, Place = MenuPlace.Groups }];
        }
    }

    // Menus show plain text: an example in brackets and code marks are for /help.
    private static string Plain(string description) => Example().Replace(description, "").Replace("`", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\s*\(`[^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Example();
}
