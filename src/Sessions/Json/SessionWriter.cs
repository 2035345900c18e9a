using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Journal;
using Bots.Sessions.Json.Upkeep;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Json;

/// <summary>What became of a write to a session's file.</summary>
internal enum SessionWrite
{
    Written,
    Unknown,
    Busy,
}

/// <summary>Reads and changes sessions: load, modify, replace, under the session's lock and with the turns that are on their way to its file.</summary>
internal sealed partial class SessionWriter
{
    private readonly SessionFiles _files;
    private readonly DeliveryJournal _journal;
    private readonly SessionLocks _locks;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lazy<Task> _opened;

    public SessionWriter(SessionFiles files, DeliveryJournal journal, JsonSessionOptions options, TimeProvider time, ILogger logger)
    {
        (_files, _journal, _locks, _time, _logger, LockTimeout) = (files, journal, new(files, journal, options), time, logger, options.LockTimeout);
        _opened = new(() => OpenAsync());
    }

    /// <summary>How long a write waits for another program.</summary>
    public TimeSpan LockTimeout { get; }

    /// <summary>Deletes a session whose time is over, and whatever is said of it elsewhere; false when another program kept it from that for too long.</summary>
    public Func<string, CancellationToken, ValueTask<bool>> End { private get; set; } = static (_, _) => new(false);

    /// <summary>Waits until what an earlier run left behind is cleaned up.</summary>
    public Task OpenedAsync() => _opened.Value;

    /// <summary>The session as it stands; null when there is none. Takes no lock unless the file is damaged.</summary>
    public async ValueTask<SessionDocument?> ReadAsync(string sessionId, CancellationToken cancellationToken) =>
        await ReadAnyAsync(sessionId, cancellationToken) is { } document && !IsOver(document) ? document : null;

    /// <summary>The same, also when the session's time is over.</summary>
    public async ValueTask<SessionDocument?> ReadAnyAsync(string sessionId, CancellationToken cancellationToken)
    {
        await _opened.Value;
        var pending = await _journal.PendingAsync(sessionId, cancellationToken);
        var file = Guarded(sessionId, () => _files.Find(sessionId));
        if (!file.IsDamaged) return _locks.WithPending(file.Document, pending);
        using var held = await HoldAnyAsync(sessionId, cancellationToken);
        return held is null ? _locks.WithPending(file.Document, pending) : held.Document;
    }

    /// <summary>Writes the turns on their way into their files.</summary>
    public async ValueTask SettleAsync()
    {
        await _opened.Value;
        await ApplyPendingAsync();
    }

    /// <summary>All sessions that can be read; also those whose time is over when they are asked for.</summary>
    public async ValueTask<IEnumerable<SessionFile>> ReadAllAsync(bool alsoOver = false, string idPrefix = "")
    {
        await SettleAsync();
        return Guarded(null, () => _files.All(idPrefix)).Where(file => alsoOver || !IsOver(file.Document!));
    }

    /// <summary>How many files in the folder no session is read from.</summary>
    public async ValueTask<int> CountUnlistedAsync()
    {
        await SettleAsync();
        return Guarded(null, _files.CountUnlisted);
    }

    /// <summary>Gives the session the document that <paramref name="change"/> makes of it; null leaves it alone.</summary>
    public async ValueTask<SessionWrite> ChangeAsync(
        string sessionId, Func<SessionDocument?, SessionDocument?> change, CancellationToken cancellationToken, bool alsoOver = false)
    {
        using var held = alsoOver ? await HoldAnyAsync(sessionId, cancellationToken) : await HoldAsync(sessionId, cancellationToken);
        if (held is null) return SessionWrite.Busy;
        if (change(held.Document) is not { } changed) return SessionWrite.Unknown;
        Save(held, changed, change);
        await _journal.NoteAppliedAsync(held.Pending);
        return SessionWrite.Written;
    }

    /// <summary>Gives the session a document without its messages, or deletes it when <paramref name="change"/> gives none; the same document
    /// leaves it alone. Nothing of what was there stays in any of our files.</summary>
    public async ValueTask<SessionWrite> EraseAsync(
        string sessionId, Func<SessionDocument, SessionDocument?> change, CancellationToken cancellationToken, bool alsoOver = false)
    {
        using var held = alsoOver ? await HoldAnyAsync(sessionId, cancellationToken) : await HoldAsync(sessionId, cancellationToken);
        if (held is null) return SessionWrite.Busy;
        if (held.Document is not { } document) return SessionWrite.Unknown;
        var changed = change(document);
        if (changed == document) return SessionWrite.Unknown;
        await _journal.NoteAppliedAsync(held.Pending, forGood: true);
        Guarded(sessionId, () => held.Erase(changed));
        await _journal.EraseAsync();
        return SessionWrite.Written;
    }

    /// <summary>Deletes a session unless a delivery is about it, which nothing can change until it is gone; null when it stays.</summary>
    public async ValueTask<SessionDocument?> EraseUnusedAsync(string sessionId, Func<SessionDocument, bool> when, CancellationToken cancellationToken)
    {
        using var held = await HoldAnyAsync(sessionId, cancellationToken) ?? throw StoreErrors.Busy("The session", LockTimeout, sessionId);
        // A turn on its way to the file is a use as well.
        if (held.Document is not { } document || held.Pending.Count > 0 || !when(document)) return null;
        if (!await _journal.RunUnlessInUseAsync(sessionId, () => Guarded(sessionId, () => held.Erase(null)), cancellationToken)) return null;
        await _journal.EraseAsync();
        return document;
    }

    /// <summary>Replaces the file of a session held; <paramref name="change"/> is what made <paramref name="changed"/>.</summary>
    public static void Save(HeldSession held, SessionDocument changed, Func<SessionDocument?, SessionDocument?> change) =>
        Guarded(held.SessionId, () => held.Save(changed, change));

    /// <summary>Takes the session's lock; null when another program kept it for too long. A damaged file is repaired first, and a session whose
    /// time is over deleted.</summary>
    public async ValueTask<HeldSession?> HoldAsync(string sessionId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var held = await HoldAnyAsync(sessionId, cancellationToken);
            if (held?.Document is not { } document || !IsOver(document)) return held;
            // Others are told of it, whose locks must not be waited for while holding this one.
            held.Dispose();
            if (!await End(sessionId, cancellationToken)) return null;
        }
    }

    /// <summary>Deletes the session if its time is over.</summary>
    public async ValueTask EndIfOverAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (await ReadAnyAsync(sessionId, cancellationToken) is { } document && IsOver(document)) await End(sessionId, cancellationToken);
    }

    /// <summary>True when the session's time is over: it is as if deleted.</summary>
    public bool IsOver(SessionDocument document) => SessionNotes.IsOver(document, _time.GetUtcNow());

    private async ValueTask<HeldSession?> HoldAnyAsync(string sessionId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _opened.Value;
        return await _locks.HoldAsync(sessionId, cancellationToken);
    }

    private async Task OpenAsync()
    {
        try
        {
            await FinishRestoreAsync();
            _files.CollectOrphans();
            await ApplyPendingAsync();
            await _journal.EraseAsync();
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error) || error is SessionStoreException)
        {
            LogNotOpened(error, _files.Directory);
        }
    }

    private async Task FinishRestoreAsync()
    {
        if (!StagedRestore.IsUnfinished(_files.Directory)) return;
        using var whole = await WholeStoreLock.TakeAsync(_files.Directory, LockTimeout, CancellationToken.None);
        StagedRestore.Finish(_files.Directory);
    }

    /// <summary>Writes what crashed hosts left in the journal into the session files, for programs that read only those.</summary>
    private async Task ApplyPendingAsync()
    {
        foreach (var sessionId in await _journal.PendingSessionsAsync())
        {
            using var held = await _locks.HoldAsync(sessionId, CancellationToken.None);
            if (held is not { Pending.Count: > 0 }) continue;
            if (held.Document is { } document) Save(held, document, before => _locks.WithPending(before, held.Pending));
            await _journal.NoteAppliedAsync(held.Pending);
        }
    }

    private static TAnswer Guarded<TAnswer>(string? sessionId, Func<TAnswer> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            throw StoreErrors.Of(error, "The session files", sessionId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What an earlier run left behind in {Directory} could not be cleaned up yet; everything in it stays readable")]
    private partial void LogNotOpened(Exception error, string directory);
}
