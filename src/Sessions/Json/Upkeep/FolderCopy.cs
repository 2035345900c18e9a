using System.Text.Json;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Journal;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>Copies the files of a store, and looks whether a copy is whole.</summary>
internal static class FolderCopy
{
    /// <summary>Copies the data files of one folder into another, new one, flushed. Leaves nothing behind when it fails.</summary>
    public static void Copy(string from, string to, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(to);
            foreach (var name in StoreFolder.DataFiles(from))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
                PrivateFile.Copy(Path.Combine(from, name), Path.Combine(to, name));
            }
        }
        catch
        {
            if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
            throw;
        }
    }

    /// <summary>Copies a store and says what is in it; the folder has its name only when it is whole.</summary>
    public static BackupReport BackUp(string from, string to, CancellationToken cancellationToken)
    {
        var unfinished = to + PrivateFile.TemporaryEnding;
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Copy(from, unfinished, cancellationToken);
        var contents = Count(unfinished);
        Directory.CreateDirectory(Path.Combine(unfinished, StoreFolder.Own));
        PrivateFile.Replace(Path.Combine(unfinished, StoreFolder.Marker), JsonSerializer.SerializeToUtf8Bytes(contents, JsonText.Default.BackupMarker));
        Directory.Move(unfinished, to);
        PrivateFile.FlushDirectory(Path.GetDirectoryName(to)!);
        return ReportOf(to, contents);
    }

    /// <summary>Says what is in a backup.</summary>
    /// <exception cref="SessionStoreException">It is none, of a newer format, or damaged.</exception>
    public static BackupReport Check(string folder)
    {
        var marker = ReadMarker(folder);
        if (marker.Format > BackupMarker.Newest) throw Refusal(folder, $"has format {marker.Format}, which a newer version of this program wrote; use that one");
        foreach (var name in StoreFolder.DataFiles(folder))
        {
            if (!IsWhole(folder, name)) throw Refusal(folder, $"is damaged: {name} cannot be read");
        }

        return Count(folder) == marker ? ReportOf(folder, marker) : throw Refusal(folder, "is not whole: files are missing or were changed");
    }

    /// <summary>True for a file that holds what one of its name can hold; what is none of the store's may hold anything.</summary>
    public static bool IsWhole(string folder, string name)
    {
        if (StoreFolder.IsSession(folder, name)) return SessionDocument.TryRead(Bytes()) is not null;
        if (name == StoreFolder.Journal) return JournalLines(Bytes()).All(static line => JournalJson.TryRead(line) is not null);
        return !StoreFolder.IsValues(name) || IsObject(Bytes());

        byte[] Bytes() => File.ReadAllBytes(Path.Combine(folder, name));
    }

    // A crash may have ended the last line early: it was never acknowledged.
    private static IEnumerable<byte[]> JournalLines(byte[] bytes)
    {
        for (var start = 0; bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0; start += length + 1) yield return bytes[start..(start + length)];
    }

    private static bool IsObject(byte[] bytes)
    {
        try
        {
            using var parsed = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4_096 });
            return parsed.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static BackupMarker Count(string folder)
    {
        var (sessions, messages, files) = (0, 0L, 0);
        foreach (var name in StoreFolder.DataFiles(folder))
        {
            files++;
            if (!StoreFolder.IsSession(folder, name)) continue;
            sessions++;
            messages += SessionDocument.TryRead(File.ReadAllBytes(Path.Combine(folder, name)))?.MessageCount ?? 0;
        }

        return new(BackupMarker.Newest, sessions, messages, files);
    }

    private static BackupMarker ReadMarker(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, StoreFolder.Marker)), JsonText.Default.BackupMarker)
                ?? throw Refusal(folder, "is no backup of a JSON store");
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error) || error is JsonException)
        {
            throw Refusal(folder, "is no backup of a JSON store", error);
        }
    }

    private static SessionStoreException Refusal(string folder, string why, Exception? error = null) => new($"{folder} {why}. Nothing was changed.", error);

    private static BackupReport ReportOf(string folder, BackupMarker marker) =>
        new(folder, marker.Sessions, marker.Messages, StoreFolder.DataFiles(folder).Sum(name => new FileInfo(Path.Combine(folder, name)).Length));
}

/// <summary>What a backup says of itself.</summary>
/// <param name="Format">The newest format of a file in it.</param>
/// <param name="Sessions">Sessions.</param>
/// <param name="Messages">Messages in them.</param>
/// <param name="Files">Files in it.</param>
internal sealed record BackupMarker(int Format, int Sessions, long Messages, int Files)
{
    public const int Newest = 1;
}
