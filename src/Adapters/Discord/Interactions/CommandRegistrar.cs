using System.Text.Json;
using Bots.Adapters.Discord.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Interactions;

/// <summary>Registers the application commands once per start, and only when something differs.</summary>
internal sealed partial class CommandRegistrar(DiscordContext context)
{
    private const int ChatInput = 1;

    private readonly ILogger _logger = context.Logger;
    private Task? _registering;

    /// <summary>Starts registering, the first time it is called; never throws.</summary>
    public void Start(string applicationId, CancellationToken cancellationToken)
    {
        if (context.Options.Commands.Count > 0) _registering ??= RegisterAsync(applicationId, cancellationToken);
    }

    /// <summary>Completes when nothing is under way.</summary>
    public Task DrainAsync() => _registering ?? Task.CompletedTask;

    private async Task RegisterAsync(string applicationId, CancellationToken cancellationToken)
    {
        try
        {
            var guild = context.Options.CommandGuildId;
            var changed = await BringAsync(applicationId, guild, [.. context.Options.Commands.Select(Define)], cancellationToken);
            // One scope holds them: in both, every command would be listed twice.
            if (guild.Length > 0) changed += await BringAsync(applicationId, "", [], cancellationToken);
            if (changed > 0) LogRegistered(context.Bot, changed);
        }
        catch (DiscordApiException exception)
        {
            LogNotRegistered(context.Bot, exception.Message);
        }
        catch (OperationCanceledException)
        {
            // The next start registers them.
        }
    }

    /// <summary>Registers, changes and removes our commands, one by one: those that somebody else registered for the application stay as they are.</summary>
    private async Task<int> BringAsync(string applicationId, string guild, IReadOnlyList<CommandDefinition> wanted, CancellationToken cancellationToken)
    {
        var all = await OutagePatience.AskAsync(context.Time, async token => await context.Account.GetCommandsAsync(applicationId, guild, token), cancellationToken) ?? [];
        var registered = all.Where(static command => command is { Type: ChatInput, Id: not null }).ToList();
        var changed = 0;
        foreach (var command in wanted)
        {
            var there = registered.Find(there => there.Name == command.Name);
            if (there is not null && Normal(there) == Normal(command)) continue;
            if (there is null) await context.Account.CreateCommandAsync(applicationId, guild, command, cancellationToken);
            else await context.Account.EditCommandAsync(applicationId, guild, there.Id!, command with { Type = null, Options = command.Options ?? [] }, cancellationToken);
            changed++;
        }

        foreach (var command in registered.Where(command => IsOurs(command.Name) && wanted.All(one => one.Name != command.Name)))
        {
            await context.Account.DeleteCommandAsync(applicationId, guild, command.Id!, cancellationToken);
            changed++;
        }

        return changed;
    }

    private bool IsOurs(string name) => context.Options.KnownCommands.Contains(name) || context.Options.Commands.Any(command => command.Name == name);

    private bool IsForUsers => context.Options is { UserInstall: true, CommandGuildId.Length: 0 };

    private CommandDefinition Define(DiscordCommand command) => new(command.Name, command.Description)
    {
        IntegrationTypes = IsForUsers ? [0, 1] : null,
        Contexts = IsForUsers ? [0, 1, 2] : null,
        Options = command.Argument is not { } argument ? null
            : [new(argument, command.ArgumentDescription.Length > 0 ? command.ArgumentDescription : argument)
            {
                Required = command.ArgumentRequired ? true : null, Autocomplete = command.Complete is null ? null : true,
            }],
    };

    // Discord fills in defaults that we leave out.
    private string Normal(CommandDefinition command) => JsonSerializer.Serialize(
        command with
        {
            Id = null,
            IntegrationTypes = IsForUsers ? Sorted(command.IntegrationTypes) : null,
            Contexts = IsForUsers ? Sorted(command.Contexts) : null,
            Options = command.Options is not { Count: > 0 } options ? null
                : [.. options.Select(static option => option with { Required = option.Required == true ? true : null, Autocomplete = option.Autocomplete == true ? true : null })],
        },
        DiscordJson.Default.CommandDefinition);

    private static int[] Sorted(IReadOnlyList<int>? numbers) => [.. (numbers ?? []).Order()];

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: registered or changed {Count} commands")]
    private partial void LogRegistered(string bot, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the commands could not be registered: {Problem}")]
    private partial void LogNotRegistered(string bot, string problem);
}
