using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Bots.Adapters.Discord.Interactions;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Gives stored replies in the place of an interaction: by editing its response, and by follow-ups, for which Discord knows no nonce.</summary>
internal sealed class InteractionAnswers(DiscordContext context, InteractionResponder responder)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(14.5);

    /// <summary>Whether a reply can only be shown as a follow-up: one more of them would be a repetition.</summary>
    public static bool IsFollowUpOnly(OutboxEntry entry, DiscordPayload payload) => ReplyToken.Parse(payload.Token) is { IsOnlyWay: true } token && IsFollowUp(entry, payload, token);

    /// <summary>The receipt; null when the reply answers no interaction, or that is over and the channel must do.</summary>
    public async Task<string?> AnswerAsync(OutboxEntry entry, DiscordPayload payload, CancellationToken cancellationToken)
    {
        if (ReplyToken.Parse(payload.Token) is not { } token || (payload.Part > 0 && !token.IsOnlyWay)) return null;
        try
        {
            if (context.Time.GetUtcNow() - DiscordMapping.TimeOf(payload.Source) < TokenLife) return await AnswerAsync(payload, token, IsFollowUp(entry, payload, token), cancellationToken);
        }
        catch (DiscordApiException exception) when (exception.Status == 404 || exception.Code == DiscordErrors.InvalidWebhookToken)
        {
            // Never acknowledged in time, deleted, or expired.
        }

        if (token.IsOnlyWay) throw new DiscordApiException(404, DiscordErrors.UnknownInteraction, "the answer came after the interaction was over, and there is no other way to give it; ask again");
        return null;
    }

    // The first response is the first part of the answer; that to a press is the message with the button, which the answer may take the place of.
    private static bool IsFollowUp(OutboxEntry entry, DiscordPayload payload, ReplyToken token) =>
        payload.Part > 0 || (token.IsPress && entry.Message.PreviewId != Preview.Original);

    private async Task<string> AnswerAsync(DiscordPayload payload, ReplyToken token, bool isFollowUp, CancellationToken cancellationToken)
    {
        await responder.SettledAsync(token.Token).WaitAsync(cancellationToken);
        if (isFollowUp)
        {
            var further = new FollowUp(payload.Content) { Flags = DiscordPayload.FlagsOf(context.Options, token.IsPrivate ? MessageFlags.Ephemeral : 0), Components = payload.Components };
            return (await context.Interactions.FollowUpAsync(token.ApplicationId, token.Token, further, payload.File, cancellationToken)).Id;
        }

        await context.Interactions.EditOriginalAsync(token.ApplicationId, token.Token, payload.ToEdit(context.Options), payload.File, Urgency.Final, cancellationToken);
        return Preview.Original;
    }
}
