using System.Text.Json;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>What a command says as text.</summary>
/// <param name="Text">For example <c>/history 5</c>.</param>
/// <param name="IsPrivate">Whether the answer is for its user alone.</param>
internal sealed record CommandText(string Text, bool IsPrivate)
{
    public static CommandText Of(DiscordInteractionData data, DiscordOptions options)
    {
        var command = options.Commands.FirstOrDefault(command => command.Name == data.Name);
        var arguments = string.Join(' ', (data.Options ?? []).OfType<DiscordInteractionOption>().Select(static option => option.Value.ValueKind == JsonValueKind.String ? option.Value.GetString() : option.Value.ToString()));
        var text = command is { IsPlainText: true } && arguments.Length > 0 ? arguments : $"/{data.Name} {arguments}".TrimEnd();
        return new(text, command?.IsPrivate == true);
    }
}
