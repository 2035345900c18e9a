using System.Text.Json;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Interactions;

/// <summary>How our commands are registered, and whether what is registered is that already. Pure.</summary>
/// <remarks>Where global commands can be installed and used is always said: left out, Discord takes what the application allows, or leaves what was said before.</remarks>
internal sealed class CommandShape(DiscordOptions options)
{
    private static readonly int[] GuildInstall = [0];
    private static readonly int[] AnyInstall = [0, 1];
    private static readonly int[] OwnPlaces = [0, 1];
    private static readonly int[] AllPlaces = [0, 1, 2];

    private bool IsGlobal => options.CommandGuildId.Length == 0;

    public CommandDefinition Define(DiscordCommand command) => new(command.Name, command.Description)
    {
        IntegrationTypes = !IsGlobal ? null : options.UserInstall ? AnyInstall : GuildInstall,
        Contexts = !IsGlobal ? null : options.UserInstall ? AllPlaces : OwnPlaces,
        Options = command.Argument is not { } argument ? null
            : [new(argument, command.ArgumentDescription.Length > 0 ? command.ArgumentDescription : argument)
            {
                Required = command.ArgumentRequired ? true : null, Autocomplete = command.Complete is null ? null : true,
            }],
    };

    /// <summary>Whether a registered command is the wanted one; what others set on it besides does not matter.</summary>
    public bool IsSame(CommandDefinition there, CommandDefinition wanted) => Normal(there) == Normal(wanted);

    // Discord fills in defaults that we leave out, and answers null or nothing for what was never said: installed in guilds, used there and in direct messages.
    private string Normal(CommandDefinition command) => JsonSerializer.Serialize(
        command with
        {
            Id = null,
            IntegrationTypes = IsGlobal ? Sorted(command.IntegrationTypes, GuildInstall) : null,
            Contexts = IsGlobal ? Sorted(command.Contexts, OwnPlaces) : null,
            Options = command.Options is not { Count: > 0 } given ? null
                : [.. given.Select(static option => option with { Required = option.Required == true ? true : null, Autocomplete = option.Autocomplete == true ? true : null })],
        },
        DiscordJson.Default.CommandDefinition);

    private static int[] Sorted(IReadOnlyList<int>? numbers, int[] unsaid) => numbers is not { Count: > 0 } ? unsaid : [.. numbers.Order()];
}
