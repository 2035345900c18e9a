using System.Text.RegularExpressions;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Strays;

namespace Bots.Sessions.Json.Files;

/// <summary>Files in the folder of a store that are none of its own, and may name a user: copies that somebody made, exports, what another program left half written.</summary>
internal sealed partial class ForeignCopies(string directory)
{
    private const string Backup = ".bak";
    private const string Own = ".bots";

    /// <summary>Everything in the folder and the folders in it that may be one. What lies in <c>.bots</c> under a name of the store's is its own, and so is an empty lock.</summary>
    public IReadOnlyList<string> All() => [.. FolderWalk.Of(directory, isDeep: true).Where(path => !IsOwn(Path.GetRelativePath(directory, path)) && !IsLock(path))];

    /// <summary>True for a copy of a session's file right beside it that says itself that it is this user's: nothing of anybody else is lost with it.</summary>
    public bool IsOurs(string path, string userId) => Path.GetDirectoryName(Path.GetRelativePath(directory, path)) is ""
        && (path.EndsWith(SessionFileName.Ending + Backup, StringComparison.Ordinal) || path.EndsWith(SessionFileName.Ending + PrivateFile.TemporaryEnding, StringComparison.Ordinal))
        && FileKind.Of(path) is { IsRegular: true, Length: > 0 and <= LargeJson.From } && new FileInfo(path).LinkTarget is null && Owner(path) == userId;

    private static string? Owner(string path)
    {
        try
        {
            return SessionDocument.TryRead(UnlockedFile.ReadAllBytes(path))?.Text("user_id");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsOwn(string name) => OwnName().IsMatch(name.Replace('\\', '/'));

    private static bool IsLock(string path) => path.EndsWith(FileLock.Ending, StringComparison.Ordinal) && FileKind.Of(path) is { IsRegular: true, Length: 0 };

    [GeneratedRegex($@"^\{Own}/(delivery\.journal|host\.lock|backup\.json|state/(app|user-[0-9a-f]{{64}})\.json|memories/user-[0-9a-f]{{64}}\.json)$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnName();
}
