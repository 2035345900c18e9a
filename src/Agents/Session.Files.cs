using Bots.Agents.Chat;

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
    /// <exception cref="FileNotFoundException">There is no such file; the history is as before.</exception>
    /// <exception cref="InvalidDataException">The file is no saved session; the history is as before.</exception>
    public async Task LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken, loads: false);
        await LoadNowAsync(path, cancellationToken);
        _loaded = true;
    }

    // Named agents may begin side by side: the file is still loaded once.
    private async Task LoadOnceAsync(CancellationToken cancellationToken)
    {
        if (_loaded) return;
        using var place = await _loading.EnterAsync(cancellationToken);
        if (!_loaded && File.Exists(_options.File)) await LoadNowAsync(_options.File, cancellationToken);
        _loaded = true;
    }

    private async Task SaveNowAsync(string path, CancellationToken cancellationToken) =>
        await SessionFile.SaveAsync(path, Id, await SavedSession.OfAsync(Store, Id, cancellationToken), _options.Time.GetUtcNow(), cancellationToken);

    private async Task LoadNowAsync(string path, CancellationToken cancellationToken)
    {
        var saved = await SessionFile.LoadAsync(path, cancellationToken);
        await _writer.WriteAsync(Write(saved.Messages) with { KeepMessages = 0 });
        await saved.RestoreStateAsync(Store, Id, cancellationToken);
        _context.Forget(Store, Id);
    }
}
