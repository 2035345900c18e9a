using System.Globalization;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Bots.Adapters.Discord.Interactions;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Delivers stored replies once: an edit repeats harmlessly, and a repeated create with the same nonce returns the message that is there.</summary>
internal sealed class DiscordDelivery
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    private readonly DiscordContext _context;
    private readonly DeliveryVerdict _verdict;
    private readonly RecentSends _sends;
    private readonly SentSearch _search;
    private readonly InteractionAnswers _interactions;

    public DiscordDelivery(DiscordContext context, InteractionResponder responder)
    {
        (_context, _verdict, _sends, _interactions) = (context, new(context.Time), new(context.Time), new(context, responder));
        _search = new(context, _sends);
    }

    /// <summary>Delivers one entry; throws only when cancelled.</summary>
    public async Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (DiscordPayload.Parse(entry.Message.Payload) is not { } payload) return new DeliveryOutcome.Parked("The stored reply is no Discord message.");
        foreach (var other in entry.OthersShown) _sends.NoteAnothers(other);
        try
        {
            var delivered = await SendAsync(entry, payload, cancellationToken);
            _verdict.Worked();
            _sends.Note(delivered.Receipt, entry.Id);
            return delivered;
        }
        catch (DiscordApiException exception)
        {
            var verdict = _verdict.On(exception);
            return verdict is DeliveryOutcome.Parked parked ? parked with { Place = payload.Parent } : verdict;
        }
    }

    private async Task<DeliveryOutcome.Delivered> SendAsync(OutboxEntry entry, DiscordPayload payload, CancellationToken cancellationToken)
    {
        try
        {
            return await SendThereAsync(entry, payload, cancellationToken);
        }
        catch (DiscordApiException exception) when (exception.Code is DiscordErrors.MissingPermissions or DiscordErrors.MissingAccess && payload.IsBeginning)
        {
            if (await SendToParentAsync(entry, payload, cancellationToken) is { } delivered) return delivered;
            throw;
        }
    }

    /// <summary>Answers a question where it stands whose thread takes no messages; null when that is refused as well.</summary>
    private async Task<DeliveryOutcome.Delivered?> SendToParentAsync(OutboxEntry entry, DiscordPayload payload, CancellationToken cancellationToken)
    {
        try
        {
            var reply = payload with { Channel = payload.Parent!, Parent = null, ReplyTo = payload.Part == 0 ? payload.Source : null };
            var delivered = await SendThereAsync(entry with { Message = entry.Message with { PreviewId = null } }, reply, cancellationToken);
            await _context.Threads.MuteAsync(reply.Channel, cancellationToken);
            return delivered;
        }
        catch (DiscordApiException exception) when (!exception.IsOutage && exception.Status != 429)
        {
            return null;
        }
    }

    private async Task<DeliveryOutcome.Delivered> SendThereAsync(OutboxEntry entry, DiscordPayload payload, CancellationToken cancellationToken)
    {
        if (await _interactions.AnswerAsync(entry, payload, cancellationToken) is { } answered) return new(answered) { MayBeTwice = entry.IsUncertain && InteractionAnswers.IsFollowUpOnly(entry, payload) };
        if (payload.Part == 0 && entry.Message.PreviewId is { } preview and not Preview.Original && await EditAsync(payload, preview, cancellationToken)) return new(preview);
        if (!_search.IsNeeded(entry)) return await SendNewAsync(entry, payload, cancellationToken);
        var finding = await _search.FindAsync(entry, payload, cancellationToken);
        if (finding.Message is { } there && await IsShownAsync(payload, there, cancellationToken)) return new(there.Id);
        var delivered = await SendNewAsync(entry, payload, cancellationToken);
        return finding.IsSure ? delivered : delivered with { MayBeTwice = true };
    }

    private async Task<bool> IsShownAsync(DiscordPayload payload, DiscordMessage there, CancellationToken cancellationToken) =>
        ShownText.IsSame(there, payload) || await EditAsync(payload, there.Id, cancellationToken);

    private async Task<DeliveryOutcome.Delivered> SendNewAsync(OutboxEntry entry, DiscordPayload payload, CancellationToken cancellationToken)
    {
        if (payload is { Part: 0, Source.Length: > 0 } && entry.Message.PreviewId is null) return await AnswerAsync(entry, payload, cancellationToken);
        return new(await CreateAsync(entry, payload, cancellationToken));
    }

    /// <summary>Creates the answer under the nonce of its question, which every preview of it carries, too: whatever an earlier attempt or a dead
    /// process left there is what Discord returns, and a preview is turned into the answer.</summary>
    private async Task<DeliveryOutcome.Delivered> AnswerAsync(OutboxEntry entry, DiscordPayload payload, CancellationToken cancellationToken)
    {
        var sinceBegun = _sends.SinceBegun(entry.Id);
        var start = _context.Time.GetTimestamp();
        var there = await CreateUnlessDeletedAsync(payload, cancellationToken);
        // A second answer to the same question finds the first one there, and is a message of its own.
        if (there is null || _sends.IsAnothers(there.Id, entry.Id)) return new(await CreateAsync(entry, payload, cancellationToken));
        if (ShownText.IsSame(there, payload)) return new(there.Id);
        if (Preview.IsUnfinished(there.Content)) return new(await EditAsync(payload, there.Id, cancellationToken) ? there.Id : await CreateAsync(entry, payload, cancellationToken));
        if (IsOurs(entry, there, sinceBegun + _context.Time.GetElapsedTime(start))) return new(there.Id);
        return new(await CreateAsync(entry, payload, cancellationToken)) { MayBeTwice = entry.IsUncertain };
    }

    // Whatever Discord made of the text: what came into being while this process was at this very reply, and shows no other, is the reply. Of what
    // was taken over from another host that cannot be said; there the text alone tells.
    private bool IsOurs(OutboxEntry entry, DiscordMessage there, TimeSpan sinceBegun) =>
        entry.Begun == 0 && DiscordMapping.TimeOf(there.Id) >= _context.Clock.Now - sinceBegun - ClockTolerance;

    private async Task<DiscordMessage?> CreateUnlessDeletedAsync(DiscordPayload payload, CancellationToken cancellationToken)
    {
        try
        {
            return await CreateAsync(payload, Preview.NonceOf(payload.Source), cancellationToken);
        }
        catch (DiscordApiException exception) when (exception.Code == DiscordErrors.UnknownMessage)
        {
            return null; // What stood under the nonce was deleted, and Discord makes no other one of it.
        }
    }

    private async Task<string> CreateAsync(OutboxEntry entry, DiscordPayload payload, CancellationToken cancellationToken) =>
        (await CreateAsync(payload, NonceOf(entry), cancellationToken)).Id;

    private Task<DiscordMessage> CreateAsync(DiscordPayload payload, string nonce, CancellationToken cancellationToken)
    {
        var message = new MessageCreate(payload.Content, nonce) { MessageReference = payload.ReplyTo is { } id ? new(id) : null, Components = payload.Components, Flags = DiscordPayload.FlagsOf(_context.Options) };
        return _context.Messages.CreateAsync(payload.Channel, message, payload.File, Urgency.Final, cancellationToken);
    }

    private async Task<bool> EditAsync(DiscordPayload payload, string messageId, CancellationToken cancellationToken)
    {
        try
        {
            await _context.Messages.EditAsync(payload.Channel, messageId, payload.ToEdit(_context.Options), payload.File, Urgency.Final, cancellationToken);
            return true;
        }
        catch (DiscordApiException exception) when (exception.Code is DiscordErrors.UnknownMessage or DiscordErrors.NotOwnMessage or DiscordErrors.ThreadArchived)
        {
            return false;
        }
    }

    // The outbox id alone would repeat when a store is begun anew, and Discord would swallow the reply. At most 25 characters.
    private static string NonceOf(OutboxEntry entry)
    {
        var nonce = string.Create(CultureInfo.InvariantCulture, $"{entry.Id}.{entry.CreatedAt.ToUnixTimeSeconds()}");
        return nonce.Length <= 25 ? nonce : entry.Id.ToString(CultureInfo.InvariantCulture);
    }
}
