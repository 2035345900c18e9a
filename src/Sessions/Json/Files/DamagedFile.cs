using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Files;

/// <summary>Files that cannot be read: they are set aside byte for byte, and what stands whole in them takes their place.</summary>
internal static class DamagedFile
{
    /// <summary>What follows a file's name in the name of a damaged copy that was set aside.</summary>
    public const string Ending = ".corrupt-";

    /// <summary>Keeps these bytes beside the file; returns where. Only under its lock.</summary>
    public static string Keep(string path, byte[] bytes, DateTimeOffset now)
    {
        var aside = $"{path}{Ending}{now.ToUnixTimeMilliseconds()}";
        PrivateFile.Replace(aside, bytes);
        return aside;
    }

    /// <summary>Erases what was kept beside the file.</summary>
    public static void EraseKept(string path)
    {
        foreach (var aside in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + Ending + "*")) File.Delete(aside);
    }

    /// <summary>Sets a file of our own aside, that is one JSON object. Only under its lock.</summary>
    /// <param name="path">The file.</param>
    /// <param name="array">The name of the list whose entries are saved one by one.</param>
    /// <param name="now">Goes into the name of what is set aside.</param>
    public static void SetAside(string path, string array, DateTimeOffset now)
    {
        var bytes = File.ReadAllBytes(path);
        Keep(path, bytes, now);
        PrivateFile.Replace(path, ObjectMap.Salvage(JsonRepair.ReplaceNotNumbers(JsonRepair.MakeText(bytes)), array));
    }

    /// <summary>Erases the file, what a crash left half written of it, and what was set aside of it.</summary>
    public static void Erase(string path)
    {
        File.Delete(path);
        File.Delete(path + PrivateFile.TemporaryEnding);
        EraseKept(path);
        PrivateFile.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>What to say when it is read.</summary>
    public static SessionStoreException Refusal(string path, string what, Exception? error = null) => new(
        $"{what} cannot be read, because {path} is damaged; `check` names it, and `repair` sets it aside and keeps what stands whole in it. Nothing was changed.", error);
}
