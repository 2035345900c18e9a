using Bots.Adapters;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary>Finds and runs the chat commands.</summary>
internal sealed class ChatCommands(IEnumerable<IChatCommand> commands, StorePatience patience)
{
    private readonly Dictionary<string, IChatCommand> _byName = commands.ToDictionary(static command => command.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>True when the text is a command: it is never answered together with other messages.</summary>
    public static bool IsCommand(string text) => Split(text) is not null;

    /// <summary>True when the message is a command that does not wait in the queue.</summary>
    public bool Overtakes(InboundMessage message) =>
        Split(message.Text) is var (name, argument) && _byName.TryGetValue(name, out var command) && (command.Overtakes || (message.Press is not null && command.OvertakesPressed(argument)));

    /// <summary>Whether the turn is a command, which <see cref="RunAsync"/> answers.</summary>
    public static bool Handles(Turn turn) => turn.Messages.Count == 1 && IsCommand(turn.Message.Text);

    /// <summary>The command's draft; null when it is to be done later.</summary>
    public async Task<TurnDraft?> RunAsync(Turn turn)
    {
        var (name, argument) = Split(turn.Message.Text)!.Value;
        if (string.Equals(name, "help", StringComparison.OrdinalIgnoreCase)) return Help(turn.ByOwner);
        if (!_byName.TryGetValue(name, out var command) || (command.Audience == CommandAudience.Owner && !turn.ByOwner))
            return turn.Message.MayBeForOthers ? new() : TurnDraft.Answer($"I do not know `/{name}`. `/help` lists what I can do.");
        if ((command.IsPersonal && turn.Message.IsGroup) || (command.TellsOfAsker && turn.Message is { IsGroup: true, IsShared: false, Press: null }))
            return TurnDraft.Answer($"Others read along here. Ask me for `/{command.Name}` in a direct chat{(turn.Message.GuildId is not null ? ", or choose the slash command, whose answer only you see" : "")}.");
        return await patience.RunAsync(token => command.RunAsync(new(turn, argument), token));
    }

    private TurnDraft Help(bool forOwner) =>
        TurnDraft.Answer(string.Join('\n', _byName.Values.Where(command => command.Audience == CommandAudience.Everyone || (forOwner && command.Audience == CommandAudience.Owner)).Select(static command => $"- `/{command.Name}` {command.Description}").Prepend("- `/help` this list")));

    /// <summary>"/name argument"; a path such as <c>/etc/passwd</c> is no command.</summary>
    private static (string Name, string Argument)? Split(string text)
    {
        if (text is not ['/', _, ..]) return null;
        var end = text.AsSpan().IndexOfAny(" \t\r\n");
        var name = end < 0 ? text[1..] : text[1..end];
        return name.Length <= 32 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? (name, end < 0 ? "" : text[end..].Trim()) : null;
    }
}
