namespace Bots.Sessions.Memory;

/// <content>Expiry, cleanup, erasure.</content>
public sealed partial class MemorySessionStore : ISessionRetention
{
    /// <inheritdoc/>
    public ValueTask<bool> SetExpiryAsync(string sessionId, DateTimeOffset? at, CancellationToken cancellationToken = default) =>
        Locked(() => Change(sessionId, session => session.ExpiresAt = at), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> CleanupAsync(TimeSpan? olderThan, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        RetentionRules.Check(olderThan);
        return Locked<IReadOnlyList<string>>(() =>
        {
            var before = RetentionRules.Before(olderThan, Now());
            var inUse = DeliveryRetention.SessionsInUse(_delivery.State);
            var over = _sessions.Values.Where(session => (IsOver(session) || session.Data.UpdatedAt <= before) && !inUse.Contains(session.Data.Id))
                .OrderBy(static session => session.Number).Select(static session => session.Data.Id).ToList();
            if (!dryRun) over.ForEach(Remove);
            return over;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ErasureReport> EraseUserAsync(string userId, long? keepsEntry = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return Locked(() =>
        {
            var sessions = _sessions.Values.Where(session => session.Data.UserId == userId).ToList();
            var deliveries = DeliveryRetention.Erase(_delivery.State, userId, sessions.Select(static session => session.Data.Id).ToHashSet(StringComparer.Ordinal), keepsEntry);
            _delivery.Apply(deliveries.Events);
            var values = sessions.Sum(static session => session.State.Values.Count + session.Shared.Values.Count) + _state.Erase(StateScope.User(userId)) + _memories.Erase(userId);
            var report = new ErasureReport(sessions.Count, sessions.Sum(static session => session.Data.MessageCount), deliveries.Answer, values);
            sessions.ForEach(session => Remove(session.Data.Id));
            return report with { TakenOver = LoseWhatIsOf(userId) };
        }, cancellationToken);
    }

    private int LoseWhatIsOf(string userId)
    {
        var messages = 0;
        foreach (var session in _sessions.Values)
        {
            if (session.Lose(author => author.UserId == userId, Now()) is not { } lost) continue;
            messages += lost;
            _memories.DropSource(session.Data.Id);
        }

        return messages;
    }

    private bool IsOver(MemorySession session) => session.ExpiresAt <= Now();

    private void Remove(string sessionId)
    {
        if (!_sessions.Remove(sessionId, out var session)) return;
        session.Leave();
        _memories.DropSource(sessionId);
    }
}
