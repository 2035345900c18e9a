using Bots.Agents.Chat;
using Bots.Agents.Context;
using Bots.Sessions;

namespace Bots.Agents;

/// <content>The session as a file.</content>
public sealed partial class Session
{
    private readonly TurnLine _loading = new();

    /// <summary>Saves the whole history, with the session's state, as a JSON file, for its owner's eyes only; what was there before becomes <c>&lt;path&gt;.bak</c>.</summary>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken);
        await SaveNowAsync(path, cancellationToken);
    }

    /// <summary>Replaces history and state by those of a file which <see cref="SaveAsync"/> wrote.</summary>
    /// <remarks>The whole file is read and checked before anything is written, and cancelling is over once writing has begun. A store that fails while it writes keeps the
    /// history that was there, and the state as far as it can still be put back; one without <see cref="ITurnLog"/> may keep part of the file.</remarks>
    /// <exception cref="FileNotFoundException">There is no such file; history and state are as before.</exception>
    /// <exception cref="InvalidDataException">The file is no saved session; history and state are as before.</exception>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public async Task LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken, loads: false);
        var saved = await SessionFile.LoadAsync(path, cancellationToken);
        // When a session was made tells stores whose it is, in the branches of others too: one that exists keeps that.
        var isNew = !await Store.SessionExistsAsync(Id, cancellationToken);
        await PutAsync(saved, cancellationToken);
        if (isNew) await NoteBeginningAsync(saved);
        _loaded = true;
    }

    /// <summary>Forgets every message and keeps the session; <see cref="SessionOptions.File"/> and its backup too.</summary>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public async Task ClearAsync(CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken);
        await Store.ClearSessionAsync(Id, cancellationToken);
        _context.Forget(Store, Id);
        if (_options.File is not { } file) return;
        if (File.Exists(file)) await SaveNowAsync(file, CancellationToken.None);
        SessionFile.DeleteBackup(file);
    }

    /// <summary>Deletes the session from its store, and <see cref="SessionOptions.File"/> with its backup; chatting on begins it anew. What is remembered of the user (<see cref="Memory"/>)
    /// is kept or dropped as the store says.</summary>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public async Task DeleteAsync(CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken, loads: false);
        _loaded = true;
        // The file first: between the two, the session would begin from it again.
        if (_options.File is { } file) SessionFile.Delete(file);
        await Store.DeleteSessionAsync(Id, cancellationToken);
        _context.Forget(Store, Id);
    }

    // Named agents may begin side by side: the file is still loaded once.
    private async Task LoadOnceAsync(CancellationToken cancellationToken)
    {
        if (_loaded) return;
        using var place = await _loading.EnterAsync(cancellationToken);
        // A store that knows the session knows it better: after a crash the file is older, and what was cleared since would be back.
        if (!_loaded && File.Exists(_options.File) && (FirstLoad.IsUnfinished(_options.File) || !await Store.SessionExistsAsync(Id, cancellationToken)))
            await LoadAtFirstAsync(_options.File, cancellationToken);
        _loaded = true;
    }

    private async Task LoadAtFirstAsync(string file, CancellationToken cancellationToken)
    {
        var saved = await SessionFile.LoadAsync(file, cancellationToken);
        using var load = await FirstLoad.BeginAsync(file, cancellationToken);
        // While this one waited, another one may have loaded all of it.
        if (load.IsTakenUp || !await Store.SessionExistsAsync(Id, cancellationToken))
        {
            await PutAsync(saved, cancellationToken);
            await NoteBeginningAsync(saved);
        }

        load.Finish();
    }

    // What was deleted, and not spoken in since, has no file.
    private async Task SaveAtEndAsync()
    {
        if (_options.File is not { } file || !_loaded) return;
        if (File.Exists(file) || await Store.SessionExistsAsync(Id)) await SaveNowAsync(file, CancellationToken.None);
    }

    private async Task SaveNowAsync(string path, CancellationToken cancellationToken) =>
        await SessionFile.SaveAsync(path, Id, await SavedSession.OfAsync(Store, Id, cancellationToken), _options.Time.GetUtcNow(), cancellationToken);

    private async Task PutAsync(SavedSession saved, CancellationToken cancellationToken)
    {
        var before = await SavedSession.OfAsync(Store, Id, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await saved.RestoreStateAsync(Store, Id);
            await _writer.WriteAsync(Write(saved.Messages) with { KeepMessages = 0 });
            // Such a store replaces a history by clearing it, and what is cleared loses its state.
            if (Store.Find<ITurnLog>() is null) await saved.RestoreStateAsync(Store, Id);
        }
        catch
        {
            await TryPutBackAsync(before);
            throw;
        }

        _context.Forget(Store, Id);
    }

    // The session began when its first message was said, also for those who read no more than its end.
    private async Task NoteBeginningAsync(SavedSession saved)
    {
        try
        {
            if (Store.Find<ISessionCatalog>() is not { } catalog || await catalog.GetSessionAsync(Id) is not { } data) return;
            if (SessionAge.BeganAt(data, saved.Messages.MinBy(static message => message.Timestamp)) is { } began && began < data.CreatedAt) await catalog.UpdateSessionAsync(Id, new() { CreatedAt = began });
        }
        catch (SessionStoreException)
        {
            // All of it is loaded; its age is not worth more than that.
        }
    }

    private async Task TryPutBackAsync(SavedSession before)
    {
        try
        {
            await before.RestoreStateAsync(Store, Id);
        }
        catch (SessionStoreException)
        {
            // The failure that led here is the one to tell.
        }
    }
}
