namespace Bots.Sessions;

/// <summary>The copies of a store that a restore leaves beside it. Erasing reaches no copy.</summary>
internal static class CopiesBeside
{
    private const string Ending = ".before-restore-";

    /// <summary>The beginning of their names.</summary>
    public static string NameOf(string location) => Path.TrimEndingDirectorySeparator(location) + Ending;

    /// <summary>A sentence about each, for whoever erases something.</summary>
    public static IReadOnlyList<string> Of(string location)
    {
        var name = NameOf(location);
        return Directory.Exists(Path.GetDirectoryName(name))
            ? [.. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(name)!, Path.GetFileName(name) + "*").Order(StringComparer.Ordinal).Select(Sentence)]
            : [];
    }

    private static string Sentence(string copy) => $"{copy} is what was there before a restore, and is not erased from: delete it when it is not needed any more.";
}
