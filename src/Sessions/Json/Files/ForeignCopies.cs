using System.Text;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Files;

/// <summary>Files in the folder of a store that are none of its own, and name a user: copies that somebody made, exports, what another program left half written.</summary>
internal static class ForeignCopies
{
    private const string Backup = ".bak";
    private const long LargestSession = 1 << 28;

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Those that name this user.</summary>
    public static IReadOnlyList<string> Of(string directory, string userId) => !Directory.Exists(directory) ? [] :
    [
        .. Directory.EnumerateFiles(directory, "*", Everywhere).Where(path => IsForeign(Path.GetRelativePath(directory, path)) && Names(path, userId)).Order(StringComparer.Ordinal),
    ];

    /// <summary>True for a copy of a session's file right beside it that says itself that it is this user's: nothing of anybody else is lost with it.</summary>
    public static bool IsOurs(string directory, string path, string userId) => Path.GetDirectoryName(Path.GetRelativePath(directory, path)) is ""
        && (path.EndsWith(SessionFileName.Ending + Backup, StringComparison.Ordinal) || path.EndsWith(SessionFileName.Ending + PrivateFile.TemporaryEnding, StringComparison.Ordinal))
        && OwnerOf(path) == userId;

    public static string Sentence(string path) => $"{path} is no file of this store and holds something of this user: delete it when it is not needed any more.";

    private static bool IsForeign(string name)
    {
        if (name.StartsWith(".bots" + Path.DirectorySeparatorChar, StringComparison.Ordinal) || name.EndsWith(".lock", StringComparison.Ordinal)) return false;
        var isBeside = Path.GetDirectoryName(name) is "";
        return !isBeside || !(name.EndsWith(SessionFileName.Ending, StringComparison.Ordinal) || name.Contains(SessionFileName.Ending + DamagedFile.Ending, StringComparison.Ordinal));
    }

    private static bool Names(string path, string userId)
    {
        try
        {
            return Holds(path, userId) || OwnerOf(path) == userId;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // Deleted meanwhile, or not for this process to read.
            return false;
        }
    }

    // A piece at a time: it may be of any size.
    private static bool Holds(string path, string userId)
    {
        var escaped = Encoding.UTF8.GetString(JsonText.Of(userId));
        byte[][] wanted = [.. new[] { $"\"user_id\":{escaped}", $"\"user_id\": {escaped}", $"\"user\":{escaped}", $"\"user\": {escaped}" }.Select(Encoding.UTF8.GetBytes)];
        var overlap = wanted.Max(static text => text.Length) - 1;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var piece = new byte[(1 << 20) + overlap];
        for (int kept = 0, read; (read = file.Read(piece.AsSpan(kept))) > 0;)
        {
            var seen = piece.AsSpan(0, kept + read);
            foreach (var text in wanted)
            {
                if (seen.IndexOf(text) >= 0) return true;
            }

            kept = Math.Min(overlap, seen.Length);
            seen[^kept..].CopyTo(piece);
        }

        return false;
    }

    // No session is as large as that.
    private static string? OwnerOf(string path) =>
        new FileInfo(path) is { Exists: true, Length: <= LargestSession } ? SessionDocument.TryRead(File.ReadAllBytes(path))?.Text("user_id") : null;
}
