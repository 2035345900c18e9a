using Bots.Agents.Context;
using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>Writes turns under the number that they have in the history at that moment: agents that answer side by side, in this process or another one, never
/// share a number.</summary>
internal sealed class NumberedTurns(ISessionStore store, TurnWriter writer)
{
    // Whoever is overtaken so often is written all the same: a turn is worth more than its number.
    private const int MostAttempts = 50;

    private readonly TurnLine _line = new();

    /// <summary>Writes the turn, and does what is due at its number before the next one is written.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="begun">What it began with: its number holds if nobody wrote since.</param>
    /// <param name="afterwards">Told how it ended, and the number; never fails.</param>
    /// <param name="cancellationToken">Leaves nothing behind; without effect once writing has begun.</param>
    /// <returns>Whether it is written now, or was known already.</returns>
    public async Task<TurnWriteStatus> WriteAsync(TurnWrite turn, TurnContext begun, Func<TurnWriteStatus, int, Task> afterwards, CancellationToken cancellationToken)
    {
        using var place = await _line.EnterAsync(cancellationToken);
        var next = begun.Version is { } version ? new(begun.Interaction, version) : await InteractionNumber.ReadAsync(store, turn.SessionId, cancellationToken);
        var status = TurnWriteStatus.VersionConflict;
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var write = turn with { Messages = [.. turn.Messages.Select(message => Numbered(message, next.Number))], ExpectedVersion = attempt < MostAttempts ? next.Version : null };
            status = await writer.WriteAsync(write);
            if (status != TurnWriteStatus.VersionConflict) break;
            next = await InteractionNumber.ReadAsync(store, turn.SessionId, cancellationToken);
        }

        await afterwards(status, next.Number);
        return status;
    }

    private static SessionMessage Numbered(SessionMessage message, int number) =>
        MessageMarks.InteractionOf(message) is { } before && before != number ? message with { Metadata = message.Metadata.WithInteraction(number) } : message;
}
