using Bots.Adapters.Discord.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Interactions;

/// <summary>Registers the application commands once per start, and only what differs. Waits through outages; what Discord refuses is told of and tried again later.</summary>
internal sealed partial class CommandRegistrar(DiscordContext context)
{
    private const int ChatInput = 1;

    // An administrator may need to let the bot do so first.
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(15);

    private readonly ILogger _logger = context.Logger;
    private readonly CommandShape _shape = new(context.Options);
    private readonly HashSet<string> _told = [];
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
        var guild = context.Options.CommandGuildId;
        try
        {
            while (true)
            {
                var outcome = await BringAsync(applicationId, guild, [.. context.Options.Commands.Select(_shape.Define)], cancellationToken);
                // One scope holds them: in both, every command would be listed twice.
                if (guild.Length > 0) outcome += await BringAsync(applicationId, "", [], cancellationToken);
                if (outcome.Changed > 0) LogRegistered(context.Bot, outcome.Changed);
                if (outcome.Refused == 0) return;
                await Task.Delay(Rest, context.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The next start registers them.
        }
    }

    /// <summary>Registers, changes and removes our commands, one by one: those that somebody else registered for the application stay as they are.</summary>
    private async Task<Outcome> BringAsync(string applicationId, string guild, IReadOnlyList<CommandDefinition> wanted, CancellationToken cancellationToken)
    {
        IReadOnlyList<CommandDefinition> all = [];
        if (!await TryAsync("*", async token => all = await context.Account.GetCommandsAsync(applicationId, guild, token), cancellationToken)) return new(0, 1);
        var registered = all.Where(static command => command is { Type: ChatInput, Id: not null }).ToList();
        var outcome = new Outcome(0, 0);
        foreach (var command in wanted)
        {
            var there = registered.Find(there => there.Name == command.Name);
            if (there is not null && _shape.IsSame(there, command)) continue;
            outcome += await TryAsync(
                command.Name,
                token => there is null
                    ? context.Account.CreateCommandAsync(applicationId, guild, command, token)
                    : context.Account.EditCommandAsync(applicationId, guild, there.Id!, command with { Type = null, Options = command.Options ?? [] }, token),
                cancellationToken);
        }

        foreach (var command in registered.Where(command => IsOurs(command.Name) && wanted.All(one => one.Name != command.Name)))
            outcome += await TryAsync(command.Name, token => RemoveAsync(applicationId, guild, command.Id!, token), cancellationToken);

        return outcome;
    }

    private async Task RemoveAsync(string applicationId, string guild, string id, CancellationToken cancellationToken)
    {
        try
        {
            await context.Account.DeleteCommandAsync(applicationId, guild, id, cancellationToken);
        }
        catch (DiscordApiException exception) when (exception.Code == DiscordErrors.UnknownCommand)
        {
            // The answer to an earlier try was lost, or somebody else was faster.
        }
    }

    /// <summary>False when Discord refuses: that is told of once, and stops no other command.</summary>
    private async Task<bool> TryAsync(string command, Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            return await OutagePatience.InsistAsync(
                context.Time,
                async token =>
                {
                    await write(token);
                    return true;
                },
                cancellationToken);
        }
        catch (DiscordApiException exception)
        {
            if (_told.Add($"{command} {exception.Code}")) LogRefused(context.Bot, command, exception.Message, Rest);
            return false;
        }
    }

    private bool IsOurs(string name) => context.Options.KnownCommands.Contains(name) || context.Options.Commands.Any(command => command.Name == name);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: registered or changed {Count} commands")]
    private partial void LogRegistered(string bot, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: Discord refuses to register the command {Command} (* for all): {Problem}. It is tried again every {Rest}")]
    private partial void LogRefused(string bot, string command, string problem, TimeSpan rest);

    private readonly record struct Outcome(int Changed, int Refused)
    {
        public static Outcome operator +(Outcome one, Outcome other) => new(one.Changed + other.Changed, one.Refused + other.Refused);

        public static Outcome operator +(Outcome so, bool worked) => worked ? so with { Changed = so.Changed + 1 } : so with { Refused = so.Refused + 1 };
    }
}
