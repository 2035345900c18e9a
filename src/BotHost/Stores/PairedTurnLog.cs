using Bots.Sessions;

namespace Bots.BotHost.Stores;

/// <summary>Turns for a store that has only the five methods: history goes there first, then the delivery store completes the turn.</summary>
/// <remarks>A crash between the two leaves the history written and the inbox open. Each message carries the turn's id and its place, so the
/// repeated turn appends only what is missing: nothing is lost and nothing stands twice. It is not one transaction, which is why the
/// built-in stores do it in one write.</remarks>
internal sealed class PairedTurnLog(ISessionStore sessions, ITurnLog delivery) : ITurnLog
{
    private const string Place = "bots_place";

    public async ValueTask<TurnWriteResult> WriteTurnAsync(TurnWrite turn, CancellationToken cancellationToken = default)
    {
        if (turn.ExpectedVersion is not null || turn.KeepMessages is not null)
            throw new NotSupportedException($"{sessions.GetType().Name} has only the five methods of a store (no ITurnLog): it keeps no versions and cannot undo.");
        await WriteHistoryAsync(turn, cancellationToken);
        return await delivery.WriteTurnAsync(turn with { Messages = [] }, cancellationToken);
    }

    private async Task WriteHistoryAsync(TurnWrite turn, CancellationToken cancellationToken)
    {
        if (turn.Messages.Count == 0) return;
        var written = await WrittenPlacesAsync(turn, cancellationToken);
        for (var place = 0; place < turn.Messages.Count; place++)
        {
            var name = NameOf(turn, place);
            if (name is not null && written.Contains(name)) continue;
            var message = turn.Messages[place];
            var metadata = name is null ? message.Metadata : message.Metadata.With(Place, name);
            await AddAsync(turn.SessionId, message, metadata, cancellationToken);
        }
    }

    private async Task<HashSet<string>> WrittenPlacesAsync(TurnWrite turn, CancellationToken cancellationToken)
    {
        var tail = await sessions.GetChatHistoryAsync(turn.SessionId, turn.Messages.Count + 20, cancellationToken);
        return [.. tail.Select(static message => message.Metadata.GetString(Place)).OfType<string>()];
    }

    private async Task AddAsync(string sessionId, SessionMessage message, MessageMetadata metadata, CancellationToken cancellationToken)
    {
        if (!await sessions.AddMessageAsync(sessionId, message.Role, message.Content, metadata, cancellationToken))
            throw new SessionStoreException("The session is held by another program; the message is kept and tried again.") { Key = sessionId, IsTransient = true };
    }

    private static string? NameOf(TurnWrite turn, int place) =>
        turn.TurnId is { } id ? $"{id}/{place}" : turn.Completes is [var first, ..] ? $"inbox-{first.Id}/{place}" : null;
}
