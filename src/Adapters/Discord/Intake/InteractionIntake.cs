using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Interactions;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Deals with commands and presses: the host stores what they say, and only then Discord is told that they arrived.</summary>
/// <param name="context">The account.</param>
/// <param name="responder">Gives the first response.</param>
/// <param name="store">Hands messages to the host; returns once they are stored.</param>
internal sealed class InteractionIntake(DiscordContext context, InteractionResponder responder, Func<List<InboundMessage>, CancellationToken, Task> store)
{
    private const int Autocomplete = 4;

    public async Task TakeAsync(DiscordInteraction interaction, DiscordSelf self, CancellationToken cancellationToken)
    {
        if (interaction.Type == Autocomplete)
        {
            Offer(interaction, self);
        }
        else if (InteractionMapping.Map(interaction, self, context.Options) is { } mapped)
        {
            if (mapped.Inbound is { } inbound) await store([inbound], cancellationToken);
            responder.Respond(interaction, mapped.First);
        }
    }

    private void Offer(DiscordInteraction interaction, DiscordSelf self)
    {
        var command = context.Options.Commands.FirstOrDefault(command => command.Name == interaction.Data?.Name);
        var typed = interaction.Data?.Options?.FirstOrDefault(static option => option is { Focused: true })?.Value.ToString();
        if (command is null || typed is null || InteractionMapping.Typing(interaction, command, typed, self, context.Options) is not { } typing) return;
        responder.Offer(interaction, typing, command);
    }
}
