using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Journal;
using Bots.Sessions.Json.Memories;
using Bots.Sessions.Memory;

namespace Bots.Sessions.Json;

/// <summary>Expiry in the session files, cleanup and erasure over everything in the folder.</summary>
internal sealed class JsonSessionRetention(
    SessionWriter writer, ExistingSessions sessions, JsonSessionTies ties, JsonSessionState state, JsonMemories memories, DeliveryJournal journal, StrayFiles strays,
    TimeProvider time) : ISessionRetention
{
    public async ValueTask<bool> SetExpiryAsync(string sessionId, DateTimeOffset? at, CancellationToken cancellationToken = default) =>
        await sessions.ChangeAsync<object>(sessionId, document =>
            (SessionNotes.With(document, SessionNotes.Read(document) with { ExpiresAt = at?.ToUniversalTime() }), document), cancellationToken) is not null;

    public async ValueTask<IReadOnlyList<string>> CleanupAsync(TimeSpan? olderThan, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        RetentionRules.Check(olderThan);
        var before = RetentionRules.Before(olderThan, time.GetUtcNow());
        var inUse = await journal.ReadAsync(DeliveryRetention.SessionsInUse, cancellationToken);
        var over = (await writer.ReadAllAsync(alsoOver: true)).Where(file => IsOver(file.Document!, before) && !inUse.Contains(file.SessionId))
            .OrderBy(static file => file.Document!.Text("created_at"), StringComparer.Ordinal).Select(static file => file.SessionId).ToList();
        if (dryRun) return over;
        var erased = new List<string>();
        foreach (var id in over)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await ties.DeleteUnusedAsync(id, document => IsOver(document, before), cancellationToken)) erased.Add(id);
        }

        return erased;
    }

    public async ValueTask<ErasureReport> EraseUserAsync(string userId, long? keepsEntry = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var (report, theirs) = (new ErasureReport(0, 0, 0, 0), new Dictionary<string, string?>(StringComparer.Ordinal));
        for (var isFirst = true; ; isFirst = false)
        {
            var (pass, foundAny) = await EraseOnceAsync(userId, theirs, isFirst, cancellationToken);
            report = report with
            {
                Sessions = report.Sessions + pass.Sessions, Messages = report.Messages + pass.Messages, Values = report.Values + pass.Values, TakenOver = report.TakenOver + pass.TakenOver,
            };
            if (!foundAny) break;
            // Who was about to begin with what is gone by now may have written it since it was looked for.
            await ties.SettleAsync(cancellationToken);
        }

        var ids = theirs.Keys.ToHashSet(StringComparer.Ordinal);
        var deliveries = await journal.DecideAsync(state => DeliveryRetention.Erase(state, userId, ids, keepsEntry), cancellationToken);
        await journal.EraseAsync(alsoAsides: true);
        var own = await state.EraseAsync(StateScope.User(userId), cancellationToken) + await memories.EraseAsync(userId, cancellationToken);
        return report with { Deliveries = deliveries, Values = report.Values + own, Remaining = await strays.EraseAsync(userId, cancellationToken) };
    }

    /// <summary>Erases the user's sessions, and what others took over of them; later only what began with something of another session.</summary>
    private async ValueTask<(ErasureReport Report, bool FoundAny)> EraseOnceAsync(string userId, Dictionary<string, string?> theirs, bool isFirst, CancellationToken cancellationToken)
    {
        var (found, others) = (new List<string>(), new Dictionary<string, (IReadOnlyList<TakenOver> Notes, string? Created)>(StringComparer.Ordinal));
        foreach (var file in await writer.ReadAllAsync(alsoOver: true))
        {
            var (notes, created) = (TakenOverNotes.Read(file.Document!), file.Document!.Text("created_at"));
            if (!IsOf(file.Document, userId)) others[file.SessionId] = (notes, created);
            else if (isFirst || notes.Count > 0)
            {
                theirs[file.SessionId] = created;
                found.Add(file.SessionId);
            }
        }

        var (takenOver, foundAny) = await EraseTakenOverAsync(userId, theirs, others, cancellationToken);
        var report = new ErasureReport(0, 0, 0, 0) { TakenOver = takenOver };
        foreach (var id in found)
        {
            var (messages, values, isCopy) = (0, 0, false);
            // A copy under one of its other names is the session as soon as the file that was it is gone.
            while (await EraseAsync(id, Look, cancellationToken))
            {
                if (!isCopy) report = report with { Sessions = report.Sessions + 1, Messages = report.Messages + messages, Values = report.Values + values };
                isCopy = true;
            }

            bool Look(SessionDocument document)
            {
                (messages, values) = (document.MessageCount, SessionState.Count(document));
                return IsOf(document, userId);
            }
        }

        return (report, foundAny || report.Sessions > 0);
    }

    /// <summary>Takes what the user said out of the sessions of others; answers how many messages that were, and whether there was anything at all.</summary>
    private async ValueTask<(int Messages, bool FoundAny)> EraseTakenOverAsync(
        string userId, Dictionary<string, string?> theirs, Dictionary<string, (IReadOnlyList<TakenOver> Notes, string? Created)> others, CancellationToken cancellationToken)
    {
        var (messages, foundAny) = (0, false);
        foreach (var (id, _) in others.Where(session => session.Value.Notes.Any(IsTheirs)))
        {
            int? lost = null;
            var outcome = await writer.EraseAsync(id, document =>
            {
                if (IsOf(document, userId) || TakenOverErasure.Run(document, IsTheirs, MessageText.ToMicroseconds(time.GetUtcNow())) is not { } rest) return document;
                lost = rest.Lost;
                return rest.Document;
            }, cancellationToken, alsoOver: true);
            if (outcome == SessionWrite.Busy) throw StoreErrors.Busy("The session", writer.LockTimeout, id);
            messages += lost ?? 0;
            foundAny |= lost is not null;
            if (lost is not null) await memories.DropSourceAsync(id, cancellationToken);
        }

        return (messages, foundAny);

        // A session that is there belongs to whom it names, one that is not to whom it named last.
        bool IsTheirs(TakenOver note) =>
            (theirs.TryGetValue(note.Session, out var created) && note.IsOf(created))
            || (note.User == userId && !(others.TryGetValue(note.Session, out var other) && note.IsOf(other.Created)));
    }

    private static bool IsOf(SessionDocument document, string userId) => document.Text("user_id") == userId;

    private bool IsOver(SessionDocument document, DateTimeOffset before) =>
        SessionNotes.IsOver(document, time.GetUtcNow()) || SessionChanges.UpdatedAt(document) <= before;

    private async ValueTask<bool> EraseAsync(string sessionId, Func<SessionDocument, bool> when, CancellationToken cancellationToken) =>
        await ties.DeleteAsync(sessionId, when, cancellationToken) switch
        {
            SessionWrite.Busy => throw StoreErrors.Busy("The session", writer.LockTimeout, sessionId),
            var outcome => outcome == SessionWrite.Written,
        };
}
