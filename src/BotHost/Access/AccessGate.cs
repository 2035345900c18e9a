using Bots.Adapters;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Access;

/// <summary>Decides at the beginning of a turn whether it may be answered, before a command, the history or a model sees anything of it.</summary>
/// <remarks>A refusal is a turn like any other: what it says, the note to the owner and "this message is dealt with" are one write. The store is
/// asked anew for every turn, so that a decision holds from the next message on, whichever program wrote it.</remarks>
internal sealed class AccessGate(AccessRulebook rules, AccessBook book, OwnerClaims claims, Pairing pairing, ToldOnce told, Arrivals arrivals, StorePatience patience)
{
    /// <summary>What may go on of a turn. Several people's messages can come together where a conversation is shared: each is judged on its own.</summary>
    public async Task<Admission> JudgeAsync(Turn turn)
    {
        var owner = await patience.RunAsync(token => OwnerAsync(turn.Message, token));
        var admitted = new List<InboundMessage>(turn.Messages.Count);
        TurnDraft? refusal = null;
        foreach (var message in turn.Messages)
        {
            if (await patience.RunAsync(token => RefuseAsync(message, turn.Claim.Id, owner, token)) is { } refused) refusal = refused;
            else admitted.Add(message);
        }

        if (admitted.Count == 0) return new(turn, Spoken(refusal!, turn.Message));
        return new(turn with { Messages = admitted, ByOwner = owner?.User == admitted[^1].UserId }, null);
    }

    /// <summary>Whether a person owns the bot.</summary>
    public async Task<bool> IsOwnerAsync(string bot, string user) => (await patience.RunAsync(token => book.OwnerAsync(bot, token)))?.User == user;

    /// <summary>Whether the sender is answered as things stand, without saying anything to anybody: for what a platform does before the turn.</summary>
    public Task<bool> IsAdmittedAsync(InboundMessage message) => patience.RunAsync(async token =>
        await StandingAsync(message, await book.OwnerAsync(message.Bot, token), token) is Standing.Approved);

    private async ValueTask<BotOwner?> OwnerAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var owner = await book.OwnerAsync(message.Bot, cancellationToken);
        if (owner is null || owner.User != message.UserId || PrivatePlace.Of(message) is not { } place || place == owner.Place) return owner;
        // The owner of a bot in a group is unknown in private until they write there; and private chats can change.
        await book.ChangeOwnerAsync(message.Bot, owner.User, known => known with { Place = place }, cancellationToken);
        return owner with { Place = place };
    }

    private async ValueTask<TurnDraft?> RefuseAsync(InboundMessage message, long entry, BotOwner? owner, CancellationToken cancellationToken)
    {
        // Whoever takes back what they said needs no permission for it.
        if (message.IsDeletion) return null;
        return await StandingAsync(message, owner, cancellationToken) switch
        {
            Standing.Approved => null,
            Standing.Blocked => Strangers.Silence,
            _ => await AnswerAsync(message, entry, owner, cancellationToken),
        };
    }

    /// <summary>What the rules and decisions say of the sender; null for somebody unknown to a bot that does not answer everyone.</summary>
    private async ValueTask<Standing?> StandingAsync(InboundMessage message, BotOwner? owner, CancellationToken cancellationToken)
    {
        if (owner?.User == message.UserId) return Standing.Approved;
        var known = rules.For(message.Bot);
        var decision = await book.DecisionAsync(message.Bot, message.UserId, cancellationToken);
        if (decision is { Is: Standing.Approved, At: var since }) await ArriveAsync(message, since, cancellationToken);
        if (known.Blocks(message) || decision is { Is: Standing.Blocked }) return Standing.Blocked;
        if (known.Allows(message) || decision is { Is: Standing.Approved }) return Standing.Approved;
        return PolicyOf(message.Bot, owner) is UnknownUsers.Allow ? Standing.Approved : null;
    }

    // Whoever is answered knows that they were let in.
    private async ValueTask ArriveAsync(InboundMessage message, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (message is { IsEdit: true } or { Reaction: not null } || !arrivals.Add(message.Bot, message.UserId, since)) return;
        await book.ChangeUntoldAsync(
            message.Bot, known => Array.Exists(known, untold => untold.User == message.UserId) ? [.. known.Where(untold => untold.User != message.UserId)] : known, cancellationToken);
    }

    /// <summary>What somebody unknown is told; null for a claim of the bot, which is theirs to try.</summary>
    private async ValueTask<TurnDraft?> AnswerAsync(InboundMessage message, long entry, BotOwner? owner, CancellationToken cancellationToken)
    {
        if (claims.IsOpen(message.Bot) && ClaimText.IsClaim(message.Text)) return null;
        if (PrivatePlace.Of(message) is null || message.IsEdit) return Strangers.Silence;
        return PolicyOf(message.Bot, owner) is UnknownUsers.Pair
            ? await pairing.RequestAsync(message, entry, owner, cancellationToken) : Strangers.Refuse(message, told, entry);
    }

    private UnknownUsers PolicyOf(string bot, BotOwner? owner) => rules.For(bot).Unknown ?? owner?.Unknown ?? UnknownUsers.Allow;

    // A platform that shows "thinking" until it gets an answer must get one, silence or not.
    private static TurnDraft Spoken(TurnDraft refusal, InboundMessage message) =>
        refusal.Reply is null && message.Address.ReplyToken is not null ? Strangers.NotHere : refusal;
}
