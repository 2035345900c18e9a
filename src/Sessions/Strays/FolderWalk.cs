namespace Bots.Sessions.Strays;

/// <summary>Everything in a folder that is no folder itself.</summary>
internal static class FolderWalk
{
    /// <summary>The paths, in order; with those of folders that this process may not enter, and of links to folders.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="isDeep">True to enter the folders in it.</param>
    public static IReadOnlyList<string> Of(string folder, bool isDeep)
    {
        var (found, left) = (new List<string>(), new Stack<string>([folder]));
        while (left.TryPop(out var next))
        {
            try
            {
                foreach (var entry in new DirectoryInfo(next).EnumerateFileSystemInfos())
                {
                    if (entry is not DirectoryInfo || entry.LinkTarget is not null) found.Add(entry.FullName);
                    else if (isDeep) left.Push(entry.FullName);
                }
            }
            catch (DirectoryNotFoundException)
            {
                // Deleted meanwhile.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                found.Add(next);
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }
}
