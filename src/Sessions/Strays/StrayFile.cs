namespace Bots.Sessions.Strays;

/// <summary>Files of others in the folder of a store: whether they hold something of a user.</summary>
internal static class StrayFile
{
    private const int Piece = 1 << 20;

    // gzip, zip, zstd, xz, bzip2, 7z.
    private static readonly byte[][] Packers = [[0x1f, 0x8b], [.. "PK\u0003\u0004"u8], [0x28, 0xb5, 0x2f, 0xfd], [0xfd, .. "7zXZ"u8], [.. "BZh"u8], [.. "7z"u8, 0xbc, 0xaf]];

    // A database, then its log in both orders of bytes.
    private static readonly byte[][] Databases = [[.. "SQLite format 3\0"u8], [0x37, 0x7f, 0x06, 0x82], [0x37, 0x7f, 0x06, 0x83]];

    /// <summary>A sentence for the operator about a file that holds something of the user, or may do; null when it does not, and when it is gone.</summary>
    /// <remarks>It is read a piece at a time, for it may be of any size, and what never ends is not read at all.</remarks>
    public static string? Sentence(string path, UserSpellings user, CancellationToken cancellationToken)
    {
        if (FileKind.Of(path) is not { } kind) return IsUnnameable(path) ? Unseen(path, "has a name that is no text") : null;
        if (!kind.IsRegular) return Unseen(path, "is no ordinary file (but a pipe, a socket, a device, or a folder that is not to be entered)");
        try
        {
            return kind.Length == 0 ? null : Look(path, user, cancellationToken);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Unseen(path, error is UnauthorizedAccessException ? "is not for this process to read" : "cannot be read");
        }
    }

    /// <summary>What to say of something that nobody could look into.</summary>
    public static string Unseen(string path, string why) => $"{path} {why}, and was not looked into: see whether it holds anything of this user, and delete it if so.";

    private static string? Look(string path, UserSpellings user, CancellationToken cancellationToken)
    {
        using var file = UnlockedFile.Open(path);
        var piece = new byte[Piece + user.Overlap];
        var kept = 0;
        bool? isDatabase = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = file.ReadAtLeast(piece.AsSpan(kept), Piece, throwOnEndOfStream: false);
            var seen = piece.AsSpan(0, kept + read);
            if (isDatabase is null && Begins(seen, Packers)) return Unseen(path, "is packed");
            isDatabase ??= Begins(seen, Databases);
            if (isDatabase.Value ? user.AreAnywhere(seen) : user.AreIn(seen, isEnd: read < Piece))
                return $"{path} is no file of this store and holds something of this user: delete it when it is not needed any more.";
            if (read < Piece) return null;
            kept = Math.Min(user.Overlap, seen.Length);
            seen[^kept..].CopyTo(piece);
        }
    }

    private static bool Begins(ReadOnlySpan<byte> bytes, byte[][] with)
    {
        foreach (var beginning in with)
        {
            if (bytes.StartsWith(beginning)) return true;
        }

        return false;
    }

    // The system knows names that are no text; what stands for them then names nothing.
    private static bool IsUnnameable(string path) => path.Contains('\ufffd', StringComparison.Ordinal);
}
