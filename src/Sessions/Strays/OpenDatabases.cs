namespace Bots.Sessions.Strays;

/// <summary>The databases that this process has open itself. SQLite's locks are the process's: closing such a file a second time would give them all back.</summary>
internal sealed class OpenDatabases
{
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];
    private static readonly string[] Endings = [".db", ".db3", ".sqlite", ".sqlite3"];

    private readonly HashSet<(uint, uint, ulong)> _files = [];

    /// <summary>Those that are open now.</summary>
    public OpenDatabases()
    {
        // Elsewhere locks belong to whoever took them, or nobody tells what is open.
        if (!OperatingSystem.IsLinux()) return;
        foreach (var path in Directory.EnumerateFiles("/proc/self/fd").Select(static file => new FileInfo(file).LinkTarget).OfType<string>().Distinct(StringComparer.Ordinal)) Note(path);
    }

    /// <summary>True for a file that belongs to one of them, under whatever name: it is no copy of anything.</summary>
    public bool Have(string path) => FileKind.Of(path)?.Identity is { } identity && _files.Contains(identity);

    private void Note(string path)
    {
        var companion = Companions.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.Ordinal));
        if (companion is null && !Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)) return;
        foreach (var name in companion is null ? [path] : new[] { path, path[..^companion.Length] })
        {
            if (FileKind.Of(name)?.Identity is { } identity) _files.Add(identity);
        }
    }
}
