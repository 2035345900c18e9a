using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Journal;
using Bots.Sessions.Memory;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Json;

/// <summary>Turns over session files and journal.</summary>
/// <remarks>A turn that only appends is one replaced file. A turn that also completes or sends is one line of the journal: that line is the
/// commit. The session's file follows, and where it did not, because the process died or the disk was full, every reader adds the turn to what
/// it reads and the next writer writes it down. The turn's key in the file makes that happen once.</remarks>
internal sealed partial class JsonTurnLog(SessionWriter writer, DeliveryJournal journal, JsonSessionOptions options, TimeProvider time, ILogger logger) : ITurnLog
{
    public async ValueTask<TurnWriteResult> WriteTurnAsync(TurnWrite turn, CancellationToken cancellationToken = default)
    {
        var now = MessageText.ToMicroseconds(time.GetUtcNow());
        var messages = TurnRules.Check(turn, now);
        cancellationToken.ThrowIfCancellationRequested();
        if (await LeavesSessionAloneAsync(turn, messages, cancellationToken)) return await DeliverAsync(turn, now, cancellationToken);

        using var held = await writer.HoldAsync(turn.SessionId, cancellationToken)
            ?? throw StoreErrors.Busy("The session", options.LockTimeout, turn.SessionId);
        return await WriteAsync(held, turn, SessionTurnOf(turn, messages, now), cancellationToken);
    }

    private static SessionTurn SessionTurnOf(TurnWrite turn, IReadOnlyList<SessionMessage> messages, DateTimeOffset now)
    {
        var delivers = turn.Completes.Count > 0 || turn.Sends.Count > 0;
        var key = turn.TurnId is { } id ? MessageText.WellFormed(id) : delivers ? Guid.CreateVersion7(now).ToString("N") : null;
        return SessionTurn.Of(turn, key, messages, now);
    }

    private static TurnWriteStatus? Refusal(JournalState state, TurnWrite turn, long version) =>
        InboxDecisions.Refusal(state.Delivery, turn) ?? (turn.ExpectedVersion is { } expected && expected != version ? TurnWriteStatus.VersionConflict : null);

    private async ValueTask<bool> LeavesSessionAloneAsync(TurnWrite turn, IReadOnlyList<SessionMessage> messages, CancellationToken cancellationToken) =>
        messages.Count == 0 && turn.ExpectedVersion is null && await writer.ReadAsync(turn.SessionId, cancellationToken) is null;

    private ValueTask<TurnWriteResult> DeliverAsync(TurnWrite turn, DateTimeOffset now, CancellationToken cancellationToken) =>
        turn.Completes.Count == 0 && turn.Sends.Count == 0
            ? new(new TurnWriteResult(TurnWriteStatus.Written, 0, []))
            : journal.RunAsync(state => Decide(state, turn, null, (0, 0), now), cancellationToken);

    private async ValueTask<TurnWriteResult> WriteAsync(HeldSession held, TurnWrite turn, SessionTurn sessionTurn, CancellationToken cancellationToken)
    {
        var before = VersionOf(held.Document);
        if (SessionChanges.Knows(held.Document, sessionTurn.IsNamed ? sessionTurn.Key : null)) return new(TurnWriteStatus.AlreadyWritten, before, []);
        var after = SessionChanges.Write(held.Document, sessionTurn, MostOf(turn));
        var changes = ReferenceEquals(after, held.Document) ? null : after;
        if (turn.Completes.Count == 0 && turn.Sends.Count == 0) return await SaveAsync(held, turn, changes, sessionTurn);

        var line = changes is null ? null : JournalTurn.Of(sessionTurn);
        var result = await journal.RunAsync(state => Decide(state, turn, line, (before, VersionOf(after)), sessionTurn.At), cancellationToken);
        if (result.Status == TurnWriteStatus.Written && line is not null) await FollowAsync(held, changes!, sessionTurn, line);
        return result;
    }

    private async ValueTask<TurnWriteResult> SaveAsync(HeldSession held, TurnWrite turn, SessionDocument? changes, SessionTurn sessionTurn)
    {
        var before = VersionOf(held.Document);
        if (turn.ExpectedVersion is { } expected && expected != before) return new(TurnWriteStatus.VersionConflict, before, []);
        if (changes is null) return new(TurnWriteStatus.Written, before, []);
        SessionWriter.Save(held, changes, document => SessionChanges.Write(document, sessionTurn, MostOf(turn)));
        await journal.NoteAppliedAsync(held.Pending);
        return new(TurnWriteStatus.Written, VersionOf(changes), []);
    }

    private static (TurnWriteResult Answer, JournalLine? Line) Decide(
        JournalState state, TurnWrite turn, JournalTurn? line, (long Before, long After) version, DateTimeOffset now)
    {
        if (Refusal(state, turn, version.Before) is { } refusal) return (new(refusal, version.Before, []), null);
        var sends = OutboxDecisions.Enqueue(state.Delivery, turn.Sends, turn.Owner ?? "", now);
        IReadOnlyList<DeliveryEvent> events = [.. InboxDecisions.Complete(turn, now), .. sends.Events];
        return (new(TurnWriteStatus.Written, version.After, sends.Answer), new JournalLine { Events = events, Turn = line });
    }

    private async ValueTask FollowAsync(HeldSession held, SessionDocument changes, SessionTurn turn, JournalTurn line)
    {
        try
        {
            SessionWriter.Save(held, changes, document => SessionChanges.Write(document, turn, options.MaxMessages));
            await journal.NoteAppliedAsync([.. held.Pending, line]);
        }
        catch (SessionStoreException error)
        {
            // The turn is committed in the journal: whoever writes this session next writes it down.
            LogFollowsLater(error, line.SessionId);
        }
    }

    private int? MostOf(TurnWrite turn) => turn.IsImported ? null : options.MaxMessages;

    private static long VersionOf(SessionDocument? document) => document is null ? 0 : SessionChanges.Version(document);

    [LoggerMessage(LogLevel.Warning, "The turn of session {Session} is durable in the journal; its file could not be written now and follows later")]
    private partial void LogFollowsLater(Exception error, string session);
}
