using System.Text;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Files;

/// <summary>Files in the folder of a store that are none of its own, and name a user: copies that somebody made, exports, what another program left half written.</summary>
internal static class ForeignCopies
{
    private const string Backup = ".bak";

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Those that name this user.</summary>
    public static IReadOnlyList<string> Of(string directory, string userId) => !Directory.Exists(directory) ? [] :
    [
        .. Directory.EnumerateFiles(directory, "*", Everywhere).Where(path => IsForeign(Path.GetRelativePath(directory, path)) && Names(path, userId)).Order(StringComparer.Ordinal),
    ];

    /// <summary>True for a copy of a session's file as this program makes them, right beside it.</summary>
    public static bool IsOurs(string directory, string path) => Path.GetDirectoryName(Path.GetRelativePath(directory, path)) is ""
        && (path.EndsWith(SessionFileName.Ending + Backup, StringComparison.Ordinal) || path.EndsWith(SessionFileName.Ending + PrivateFile.TemporaryEnding, StringComparison.Ordinal));

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
            var bytes = File.ReadAllBytes(path);
            var escaped = Encoding.UTF8.GetString(JsonText.Of(userId));
            return new[] { $"\"user_id\":{escaped}", $"\"user_id\": {escaped}", $"\"user\":{escaped}", $"\"user\": {escaped}" }.Any(text => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0)
                || SessionDocument.TryRead(bytes)?.Text("user_id") == userId;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // Deleted meanwhile, or not for this process to read.
            return false;
        }
    }
}
