using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Memory;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Json.Journal;

/// <summary>Keeps the delivery state and the turns on their way in one journal that several processes share.</summary>
/// <remarks>Each step locks the journal, reads what others appended, decides, appends one line and flushes it. Steps that wait at the same time
/// share one lock and one flush; each sees what the one before it decided.</remarks>
internal sealed partial class DeliveryJournal(string directory, StorePresence presence, TimeSpan lockTimeout, TimeProvider time, ILogger logger) : IDeliveryKeeper, IDisposable
{
    private readonly string _path = Path.Combine(directory, ".bots", "delivery.journal");
    private readonly string _lockPath = Path.Combine(directory, ".bots", "delivery.lock");
    private readonly JournalFile _file = new(Path.Combine(directory, ".bots", "delivery.journal"), logger);
    private readonly ConcurrentQueue<JournalRequest> _waiting = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly JournalCompaction _compaction = new(time);
    private volatile JournalSight? _seen;

    /// <summary>True when there is a journal at all: a library that only keeps messages never makes one.</summary>
    /// <exception cref="SessionStoreException">The folder was there and is gone.</exception>
    public bool Exists
    {
        get
        {
            presence.Check();
            return File.Exists(_path);
        }
    }

    /// <summary>Runs one step: decide on the newest state, write the line, answer once it is durable.</summary>
    public async ValueTask<TAnswer> RunAsync<TAnswer>(Func<JournalState, (TAnswer Answer, JournalLine? Line)> decide, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new JournalRequest<TAnswer>(decide);
        _waiting.Enqueue(request);
        await WaitForTurnAsync(request, cancellationToken);
        try
        {
            if (!request.IsSettled) await RunWaitingAsync();
        }
        finally
        {
            _turn.Release();
        }

        return request.Answer;
    }

    public ValueTask<TAnswer> DecideAsync<TAnswer>(Func<DeliveryState, DeliveryDecision<TAnswer>> decide, CancellationToken cancellationToken) =>
        RunAsync(state =>
        {
            var decision = decide(state.Delivery);
            return (decision.Answer, decision.Events.Count == 0 ? null : new JournalLine { Events = decision.Events });
        }, cancellationToken);

    public ValueTask<TAnswer> ReadAsync<TAnswer>(Func<DeliveryState, TAnswer> read, CancellationToken cancellationToken) =>
        Exists ? RunAsync(state => (read(state.Delivery), (JournalLine?)null), cancellationToken) : new(read(new()));

    /// <summary>Runs <paramref name="work"/> unless a delivery is about the session; none that would be is taken on meanwhile. False when it did not run.</summary>
    public async ValueTask<bool> RunUnlessInUseAsync(string sessionId, Action work, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? failure = null;
        var hasRun = !Exists ? TryRun() : await RunAsync(state => (!DeliveryRetention.SessionsInUse(state.Delivery).Contains(sessionId) && TryRun(), (JournalLine?)null), cancellationToken);
        failure?.Throw();
        return hasRun;

        // What goes wrong with one session is no failure of the steps of others that wait with this one.
        bool TryRun()
        {
            try
            {
                work();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }

            return true;
        }
    }

    /// <summary>The session's turns that may not stand in its file yet.</summary>
    public async ValueTask<IReadOnlyList<JournalTurn>> PendingAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (!Exists || _seen == JournalSight.Of(_path)) return [];
        return await RunAsync(state => (state.Pending(sessionId), (JournalLine?)null), cancellationToken);
    }

    /// <summary>The sessions that have such turns.</summary>
    public async ValueTask<IReadOnlyList<string>> PendingSessionsAsync() =>
        Exists ? await RunAsync(static state => ((IReadOnlyList<string>)[.. state.PendingSessions], (JournalLine?)null), CancellationToken.None) : [];

    /// <summary>Notes that the turns stand in their session's file, or (<paramref name="forGood"/>) that they must never be written there again.</summary>
    public async ValueTask NoteAppliedAsync(IReadOnlyList<JournalTurn> turns, bool forGood = false)
    {
        if (turns.Count == 0) return;
        IReadOnlyList<AppliedTurn> applied = [.. turns.Select(static turn => new AppliedTurn(turn.SessionId, turn.Key))];
        await RunAsync(_ => (true, new JournalLine { Applied = applied, IsExpendable = !forGood }), CancellationToken.None);
    }

    /// <summary>Removes the text of everything that is over from the file, at once.</summary>
    /// <param name="alsoAsides">True to erase damaged journals that were set aside too: nobody can tell whose text is in them.</param>
    public async ValueTask EraseAsync(bool alsoAsides = false)
    {
        if (!Exists) return;
        _compaction.IsWanted = true;
        await RunAsync(_ =>
        {
            if (alsoAsides) _file.DeleteAsides();
            return (true, (JournalLine?)null);
        }, CancellationToken.None);
    }

    public void Dispose() => _turn.Dispose();

    private async ValueTask WaitForTurnAsync(JournalRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            if (request.TryTake()) throw;
            // The write has begun: its outcome is what the caller must hear.
            await _turn.WaitAsync(CancellationToken.None);
        }
    }

    private async ValueTask RunWaitingAsync()
    {
        var batch = new List<JournalRequest>();
        while (_waiting.TryDequeue(out var request))
        {
            if (request.TryTake()) batch.Add(request);
        }

        try
        {
            presence.Make(Path.GetDirectoryName(_lockPath)!);
            using var held = await FileLock.TryTakeAsync(_lockPath, lockTimeout, CancellationToken.None)
                ?? throw StoreErrors.Busy(_path, lockTimeout);
            RunLocked(batch);
        }
        catch (Exception error)
        {
            // Nobody may be left without an outcome, whatever it was; and what is known may be ahead of the file.
            _file.Forget();
            var told = StoreErrors.IsOfFiles(error) ? StoreErrors.Of(error, _path) : error;
            foreach (var request in batch.Where(static request => !request.IsSettled)) request.Fail(told);
        }
    }

    private void RunLocked(List<JournalRequest> batch)
    {
        _file.CatchUp();
        var lines = new List<JournalLine>();
        foreach (var request in batch)
        {
            if (request.Decide(_file.State) is not { } line) continue;
            _file.State.Apply(line);
            lines.Add(line);
        }

        if (lines.Count > 0) _file.Append(lines);
        foreach (var request in batch) request.Complete();
        CompactIfDue();
        _seen = JournalSight.Of(_path) with { HasPending = _file.State.PendingSessions.Count > 0 };
    }

    private void CompactIfDue()
    {
        try
        {
            _compaction.RunIfDue(_file);
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            LogNotCompacted(error, _path);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The journal {Path} could not be compacted; it works as it is and is compacted later")]
    private partial void LogNotCompacted(Exception error, string path);
}
