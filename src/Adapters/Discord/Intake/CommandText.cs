using System.Text.Json;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>What a command or a pressed button says as text.</summary>
/// <param name="Text">For example <c>/history 5</c>.</param>
/// <param name="IsPrivate">Whether the answer is for its user alone.</param>
internal sealed record CommandText(string Text, bool IsPrivate)
{
    private const int Command = 2;
    private const int Component = 3;

    /// <summary>The text, or null for an interaction that is not ours.</summary>
    public static CommandText? Of(DiscordInteraction interaction, DiscordOptions options) => interaction switch
    {
        { Type: Command, Data: { Name: { } name } data } => OfCommand(name, data, options),
        // A button or a select carries the command it stands for; a chosen value is its argument.
        { Type: Component, Data: { CustomId: ['/', ..] id } data } => new(string.Join(' ', [id, .. data.Values ?? []]), false),
        _ => null,
    };

    private static CommandText OfCommand(string name, DiscordInteractionData data, DiscordOptions options)
    {
        var command = options.Commands.FirstOrDefault(command => command.Name == name);
        var arguments = string.Join(' ', (data.Options ?? []).Select(static option => option.Value.ValueKind == JsonValueKind.String ? option.Value.GetString() : option.Value.ToString()));
        var text = command is { IsPlainText: true } && arguments.Length > 0 ? arguments : $"/{name} {arguments}".TrimEnd();
        return new(text, command?.IsPrivate == true);
    }
}
