namespace Bots.Adapters.Discord.Api;

/// <summary>The bot account itself.</summary>
/// <remarks>Thread-safe. Every method throws <see cref="DiscordApiException"/>.</remarks>
internal interface IDiscordAccount
{
    /// <summary>Where the gateway is, and how many sessions may still be started.</summary>
    Task<GatewayBot> GetGatewayAsync(CancellationToken cancellationToken);

    /// <summary>The registered commands, global or (with a guild) of that guild.</summary>
    Task<IReadOnlyList<CommandDefinition>> GetCommandsAsync(string applicationId, string? guildId, CancellationToken cancellationToken);

    /// <summary>Registers a command; one of the same name is replaced.</summary>
    Task CreateCommandAsync(string applicationId, string? guildId, CommandDefinition command, CancellationToken cancellationToken);

    /// <summary>Changes what is given of a registered command, and nothing else.</summary>
    Task EditCommandAsync(string applicationId, string? guildId, string commandId, CommandDefinition change, CancellationToken cancellationToken);

    /// <summary>Removes a registered command.</summary>
    Task DeleteCommandAsync(string applicationId, string? guildId, string commandId, CancellationToken cancellationToken);
}
