using Bots.Sessions.Strays;

namespace Bots.Sessions.Sqlite.Retention;

/// <summary>What lies in the folder of a database beside it: copies and exports that somebody made. Folders in it are others' business.</summary>
internal static class NeighbouringFiles
{
    private static readonly string[] Own = ["", "-wal", "-shm", "-journal", ".host"];

    /// <summary>A sentence about each that holds something of the user, or may do.</summary>
    public static IReadOnlyList<string> Of(string database, string userId, CancellationToken cancellationToken)
    {
        var (user, open, sentences) = (new UserSpellings(userId), new OpenDatabases(), new List<string>());
        foreach (var path in FolderWalk.Of(Path.GetDirectoryName(database)!, isDeep: false))
        {
            var isOwn = path.StartsWith(database, StringComparison.Ordinal) && Own.Contains(path[database.Length..], StringComparer.Ordinal);
            if (isOwn || path.StartsWith(CopiesBeside.NameOf(database), StringComparison.Ordinal) || Directory.Exists(path) || open.Have(path)) continue;
            if (StrayFile.Sentence(path, user, cancellationToken) is { } sentence) sentences.Add(sentence);
        }

        return sentences;
    }

}
