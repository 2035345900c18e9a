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
            var registered = await OutagePatience.AskAsync(context.Time, async token => await context.Account.GetCommandsAsync(applicationId, guild, token), cancellationToken) ?? [];
            // The bulk request replaces commands of all kinds: those that are none of ours must be sent along.
            IReadOnlyList<CommandDefinition> wanted = [.. context.Options.Commands.Select(Define), .. registered.Where(static command => command.Type != ChatInput)];
            if (AreSame(registered, wanted)) return;
            await context.Account.PutCommandsAsync(applicationId, guild, wanted, cancellationToken);
            LogRegistered(context.Bot, wanted.Count);
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

    private bool AreSame(IEnumerable<CommandDefinition> one, IEnumerable<CommandDefinition> other) => Normal(one) == Normal(other);

    // Discord fills in defaults that we leave out, and keeps an order of its own.
    private string Normal(IEnumerable<CommandDefinition> commands) => JsonSerializer.Serialize<IReadOnlyList<CommandDefinition>>(
    [
        .. commands.OrderBy(static command => command.Type).ThenBy(static command => command.Name, StringComparer.Ordinal).Select(command => command with
        {
            IntegrationTypes = IsForUsers ? Sorted(command.IntegrationTypes) : null,
            Contexts = IsForUsers ? Sorted(command.Contexts) : null,
            Options = command.Options is not { Count: > 0 } options ? null
                : [.. options.Select(static option => option with { Required = option.Required == true ? true : null, Autocomplete = option.Autocomplete == true ? true : null })],
        }),
    ], DiscordJson.Default.IReadOnlyListCommandDefinition);

    private static int[] Sorted(IReadOnlyList<int>? numbers) => [.. (numbers ?? []).Order()];

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: registered {Count} commands")]
    private partial void LogRegistered(string bot, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the commands could not be registered: {Problem}")]
    private partial void LogNotRegistered(string bot, string problem);
}
