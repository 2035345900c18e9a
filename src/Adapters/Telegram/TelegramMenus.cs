using System.Globalization;
using Bots.Adapters.Telegram.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram;

/// <summary>Sets the menus of commands that Telegram shows.</summary>
internal sealed partial class TelegramMenus(string bot, ITelegramClient client, ILogger logger)
{
    private const int MostCommands = 100;
    private const int LongestName = 32;
    private const int LongestDescription = 256;

    /// <summary>See <see cref="ICommandMenus.ShowMenusAsync"/>.</summary>
    public async Task<bool> ShowAsync(IReadOnlyList<CommandMenu> menus, CancellationToken cancellationToken)
    {
        foreach (var menu in menus) Check(menu);
        try
        {
            foreach (var menu in menus) await ShowAsync(menu, cancellationToken);
            return true;
        }
        catch (TelegramApiException exception)
        {
            LogRefused(bot, exception.Message);
            return false;
        }
    }

    private async Task ShowAsync(CommandMenu menu, CancellationToken cancellationToken)
    {
        if (menu.Commands.Count == 0) await client.CallAsync(new DeleteMyCommands(ScopeOf(menu)) { LanguageCode = menu.Language }, cancellationToken);
        else await client.CallAsync(new SetMyCommands([.. menu.Commands.Select(static command => new BotCommand(command.Name, command.Description))], ScopeOf(menu)) { LanguageCode = menu.Language }, cancellationToken);
    }

    private static BotCommandScope ScopeOf(CommandMenu menu) => menu switch
    {
        { ChatId: { } chat } => new("chat") { ChatId = long.Parse(chat, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) },
        { Place: MenuPlace.PrivateChats } => new("all_private_chats"),
        { Place: MenuPlace.Groups } => new("all_group_chats"),
        _ => new("default"),
    };

    private static void Check(CommandMenu menu)
    {
        if (menu.Commands.Count > MostCommands) throw new ArgumentException($"A menu takes at most {MostCommands} commands.", nameof(menu));
        if (menu.ChatId is { } chat && !long.TryParse(chat, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) throw new ArgumentException($"\"{chat}\" is no chat of Telegram.", nameof(menu));
        if (menu.Language is { } language && !(language.Length == 2 && language.All(char.IsAsciiLetterLower))) throw new ArgumentException($"\"{language}\" is no language of two letters.", nameof(menu));
        foreach (var command in menu.Commands)
        {
            var named = command.Name.Length is > 0 and <= LongestName && command.Name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
            if (!named || command.Description.Length is 0 or > LongestDescription) throw new ArgumentException($"\"/{command.Name}\" cannot stand in a menu: a name is 1 to 32 characters of a-z, 0-9 and _, a description 1 to 256.", nameof(menu));
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Bot}: the menu of commands could not be set: {Reason}")]
    private partial void LogRefused(string bot, string reason);
}
