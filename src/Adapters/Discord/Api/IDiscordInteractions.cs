namespace Bots.Adapters.Discord.Api;

/// <summary>Answers to interactions. Not bound to the global limit.</summary>
/// <remarks>Thread-safe. Every method throws <see cref="DiscordApiException"/>.</remarks>
internal interface IDiscordInteractions
{
    /// <summary>The first response; Discord takes it within 3 s of the interaction.</summary>
    Task RespondAsync(string interactionId, string token, InteractionResponse response, CancellationToken cancellationToken);

    /// <summary>Changes the first response; within 15 minutes. Doing it twice changes nothing.</summary>
    Task EditOriginalAsync(string applicationId, string token, MessageEdit edit, ReplyFile? file, Urgency urgency, CancellationToken cancellationToken);

    /// <summary>A further message; within 15 minutes. Discord knows no idempotency key here.</summary>
    Task<DiscordMessage> FollowUpAsync(string applicationId, string token, FollowUp message, ReplyFile? file, CancellationToken cancellationToken);
}
