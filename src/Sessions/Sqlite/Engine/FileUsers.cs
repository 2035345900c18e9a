namespace Bots.Sessions.Sqlite.Engine;

/// <summary>Says which other processes have a file open.</summary>
internal static class FileUsers
{
    /// <summary>For an error message; "another program" where the system does not tell.</summary>
    public static string Of(string path)
    {
        var users = OperatingSystem.IsLinux() ? Directory.EnumerateDirectories("/proc").Where(process => HasOpen(process, path)).Select(Named).ToList() : [];
        return users.Count == 0 ? "another program or a long look of this one" : string.Join(" or ", users);
    }

    private static bool HasOpen(string process, string path)
    {
        if (!int.TryParse(Path.GetFileName(process), out var id) || id == Environment.ProcessId) return false;
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(file => new FileInfo(file).LinkTarget == path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return false;
        }
    }

    private static string Named(string process)
    {
        try
        {
            return $"process {Path.GetFileName(process)} ({File.ReadAllText(Path.Combine(process, "comm")).Trim()})";
        }
        catch (IOException)
        {
            return $"process {Path.GetFileName(process)}";
        }
    }
}
