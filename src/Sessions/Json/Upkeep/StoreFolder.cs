using Bots.Sessions.Json.Files;
using Bots.Sessions.Strays;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>The files of a store, apart from those that only help to write them.</summary>
internal static class StoreFolder
{
    /// <summary>The folder beside the session files for what only this store knows.</summary>
    public const string Own = ".bots";

    /// <summary>Names a folder as a whole backup.</summary>
    public static readonly string Marker = Path.Combine(Own, "backup.json");

    public static readonly string Journal = Path.Combine(Own, "delivery.journal");

    /// <summary>Held while a session begins below another one or goes: then the files do not yet say the same of each other.</summary>
    public static readonly string TreeLock = Path.Combine(Own, "trees.lock");

    /// <summary>A backup being put in place: from the moment it has this name, it is the truth.</summary>
    public static readonly string Restored = Path.Combine(Own, "restored");

    /// <summary>A backup being copied here.</summary>
    public static readonly string Restoring = Path.Combine(Own, "restoring");

    /// <summary>The files that hold data, relative to the folder, in order; no pipes or devices, which may never end.</summary>
    public static IReadOnlyList<string> DataFiles(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path))
            .Where(name => FileKind.Of(Path.Combine(folder, name)) is { IsRegular: true })
            .Where(static name => !name.EndsWith(".lock", StringComparison.Ordinal) && !name.EndsWith(PrivateFile.TemporaryEnding, StringComparison.Ordinal)
                && name != Marker && !IsBelow(name, Restored) && !IsBelow(name, Restoring))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>True for the file of a session.</summary>
    public static bool IsSession(string folder, string name) =>
        Path.GetDirectoryName(name) is "" && name.EndsWith(SessionFileName.Ending, StringComparison.Ordinal) && !LargeJson.IsForeign(Path.Combine(folder, name));

    /// <summary>True for a file of values or memories.</summary>
    public static bool IsValues(string name) => IsBelow(name, Own) && name.EndsWith(SessionFileName.Ending, StringComparison.Ordinal);

    /// <summary>The file whose lock protects this one; null for those nobody changes.</summary>
    public static string? LockOf(string name) =>
        name == Journal ? Path.Combine(Own, "delivery.lock") : name.EndsWith(SessionFileName.Ending, StringComparison.Ordinal) ? name + ".lock" : null;

    private static bool IsBelow(string name, string folder) => name.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
