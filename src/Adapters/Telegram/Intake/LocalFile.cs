namespace Bots.Adapters.Telegram.Intake;

/// <summary>Reads files below one folder, and none that lie elsewhere.</summary>
internal static class LocalFile
{
    /// <summary>The content; null when the path leads out of the folder, over a link, or to more than <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]?> ReadAsync(string folder, string path, int maxBytes, CancellationToken cancellationToken)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var full = Path.GetFullPath(path);
        if (!full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || HasLink(root, full)) return null;
        await using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 16_384, useAsync: true);
        if (file.Length > maxBytes) return null;
        var content = new byte[file.Length];
        await file.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    // The folder itself may be one: whoever configured it meant where it leads.
    private static bool HasLink(string root, string full)
    {
        if (new FileInfo(full).LinkTarget is not null) return true;
        for (var folder = Path.GetDirectoryName(full); folder is not null && folder.Length > root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (new DirectoryInfo(folder).LinkTarget is not null) return true;
        }

        return false;
    }
}
