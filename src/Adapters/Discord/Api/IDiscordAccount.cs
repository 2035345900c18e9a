namespace Bots.Adapters.Discord.Api;

/// <summary>The bot account itself.</summary>
/// <remarks>Thread-safe. Every method throws <see cref="DiscordApiException"/>.</remarks>
internal interface IDiscordAccount
{
    /// <summary>Where the gateway is, and how many sessions may still be started.</summary>
    Task<GatewayBot> GetGatewayAsync(CancellationToken cancellationToken);

    /// <summary>The registered commands, global or (with a guild) of that guild.</summary>
    Task<IReadOnlyList<CommandDefinition>> GetCommandsAsync(string applicationId, string? guildId, CancellationToken cancellationToken);

    /// <summary>Replaces all registered commands of the scope.</summary>
    Task PutCommandsAsync(string applicationId, string? guildId, IReadOnlyList<CommandDefinition> commands, CancellationToken cancellationToken);
}
