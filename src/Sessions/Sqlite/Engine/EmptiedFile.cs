namespace Bots.Sessions.Sqlite.Engine;

/// <summary>An empty database file that was a store before. SQLite would take it for a new one, and delete the log that may hold the rest.</summary>
internal static class EmptiedFile
{
    private static readonly string[] Companions = ["-wal", "-shm"];

    /// <summary>What to say of the file, which is empty; null when nothing speaks for a store.</summary>
    public static string? Look(string path, FileLock turn)
    {
        var left = Companions.Where(companion => File.Exists(path + companion)).Select(companion => path + companion).ToList();
        if (left.Count == 0 && !turn.HasServed) return null;
        var files = string.Join(" and ", left.Prepend(path));
        return $"{path} is empty although it was a store: it was cut to nothing. Move {files} away, then restore a backup, or start anew without one. Nothing was written.";
    }
}
