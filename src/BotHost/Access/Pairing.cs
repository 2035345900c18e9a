using Bots.Adapters;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Access;

/// <summary>Lets unknown people ask to be let in, and the owner decide. Everything may be repeated after a crash.</summary>
internal sealed class Pairing(AccessBook book, AccessRulebook rules, ToldOnce told, TimeProvider time)
{
    // What was turned down is remembered, but not for everyone who ever tried.
    private const int MostKept = 50;

    /// <summary>What an unknown person is told: a code the first time, nothing while their request waits.</summary>
    public async ValueTask<TurnDraft> RequestAsync(InboundMessage message, long entry, BotOwner? owner, CancellationToken cancellationToken)
    {
        if (!book.CanKeep) return Strangers.Refuse(message, told, entry);
        var options = rules.For(message.Bot).Pairing;
        var code = OneTimeCode.New();
        var mine = new PairingRequest(message.UserId, Strangers.NameOf(message), OneTimeCode.HashOf(code), entry, time.GetUtcNow() + options.Lifetime, PrivatePlace.Of(message));
        PairingRequest? waiting = null;
        var isNew = await book.ChangeRequestsAsync(
            message.Bot,
            requests =>
            {
                var alive = Alive(requests);
                waiting = Array.Find(alive, request => request.User == message.UserId);
                // The very message that asked comes again when its answer could not be written: the first code was never shown.
                if (waiting?.Entry == entry) return [.. alive.Where(request => request != waiting), mine];
                if (waiting is not null || alive.Count(static request => !request.IsDenied) >= options.MaxPending) return requests;
                return [.. alive.TakeLast(MostKept - 1), mine];
            },
            cancellationToken);
        if (isNew) return Strangers.Introduce(mine, OneTimeCode.Shown(code), owner, message.Bot, options.Lifetime);
        return waiting is null ? Strangers.TryLater(message, told, entry) : Strangers.Silence;
    }

    /// <summary>The requests that wait for a decision, oldest first.</summary>
    public async ValueTask<IReadOnlyList<PairingRequest>> WaitingAsync(string bot, CancellationToken cancellationToken = default) =>
        [.. Alive([.. await book.RequestsAsync(bot, cancellationToken)]).Where(static request => !request.IsDenied)];

    /// <summary>Decides about a person; their request, if there is one, is over. Gives the request as it was.</summary>
    public async ValueTask<PairingRequest?> DecideAsync(string bot, string user, Standing standing, CancellationToken cancellationToken = default)
    {
        // First the decision, then the request: after a crash in between the person is let in, and only not told.
        await book.DecideAsync(bot, user, new(standing, time.GetUtcNow()), cancellationToken);
        var request = (await book.RequestsAsync(bot, cancellationToken)).FirstOrDefault(request => request.User == user);
        if (request is not null) await book.ChangeRequestsAsync(bot, requests => [.. requests.Where(other => other.User != user)], cancellationToken);
        told.Forget(bot, user);
        return request;
    }

    /// <summary>Turns a request down for the rest of its time; false when there is none.</summary>
    public ValueTask<bool> DenyAsync(string bot, string user, CancellationToken cancellationToken = default) => book.ChangeRequestsAsync(
        bot,
        requests => Array.Exists(requests, request => request.User == user && !request.IsDenied)
            ? [.. requests.Select(request => request.User == user ? request with { IsDenied = true } : request)] : requests,
        cancellationToken);

    private PairingRequest[] Alive(PairingRequest[] requests) => [.. requests.Where(request => request.Until > time.GetUtcNow())];
}
