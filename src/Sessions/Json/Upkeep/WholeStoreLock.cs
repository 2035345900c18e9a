using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>The locks of everything in a folder at once: as long as it is held nobody writes.</summary>
/// <remarks>The tree comes before sessions and these before the journal, in which order every writer takes them. A session that begins meanwhile is not held up; what it
/// delivers is, for that needs the journal.</remarks>
internal sealed class WholeStoreLock : IDisposable
{
    private readonly List<FileLock> _held = [];

    /// <summary>Takes the locks.</summary>
    /// <exception cref="SessionStoreException">Somebody held one of them for too long.</exception>
    public static async ValueTask<WholeStoreLock> TakeAsync(string folder, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var whole = new WholeStoreLock();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, StoreFolder.Own));
            await whole.AddAsync(Path.Combine(folder, StoreFolder.TreeLock), timeout, cancellationToken);
            var names = StoreFolder.DataFiles(folder).Where(static name => name != StoreFolder.Journal).Append(StoreFolder.Journal).Select(StoreFolder.LockOf).OfType<string>();
            foreach (var name in names.OrderBy(static name => name.StartsWith(StoreFolder.Own, StringComparison.Ordinal)))
                await whole.AddAsync(Path.Combine(folder, name), timeout, cancellationToken);
            return whole;
        }
        catch
        {
            whole.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        for (var index = _held.Count - 1; index >= 0; index--) _held[index].Dispose();
        _held.Clear();
    }

    private async ValueTask AddAsync(string path, TimeSpan timeout, CancellationToken cancellationToken) =>
        _held.Add(await FileLock.TryTakeAsync(path, timeout, cancellationToken) ?? throw StoreErrors.Busy(path, timeout));
}
