using System.Collections.Concurrent;

namespace Bots.Sessions.Json.Files;

/// <summary>Whether the folder of a store is where it was. One that was there and is gone is waited for: another one in its place would be an empty
/// store, in which what was accepted is not found and what is answered is not kept. Thread-safe.</summary>
internal sealed class StorePresence(string directory)
{
    // The folder itself may be there without anything in it: the mount point of a disk that was taken away.
    private readonly string[] _known = [directory, Path.Combine(directory, ".bots")];
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks whether everything is there that was there before.</summary>
    /// <exception cref="SessionStoreException">The folder is gone.</exception>
    public void Check()
    {
        foreach (var folder in _known)
        {
            // Asked first: another thread may make and see it right after this one looked.
            var wasSeen = _seen.ContainsKey(folder);
            if (Directory.Exists(folder)) _seen.TryAdd(folder, true);
            else if (wasSeen) throw StoreErrors.Gone(folder);
        }
    }

    /// <summary>Makes the folder itself, or one in it, where it is missing.</summary>
    /// <exception cref="SessionStoreException">The folder of the store is gone.</exception>
    public void Make(string folder)
    {
        Check();
        // What was seen is never made again, not even when it goes in this moment.
        if (_seen.ContainsKey(folder)) return;
        Directory.CreateDirectory(folder);
        Check();
    }
}
