using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Files;

/// <summary>A JSON file of our own that cannot be read: it is set aside byte for byte, and what stands whole in it takes its place.</summary>
internal static class DamagedFile
{
    private const string Ending = ".corrupt-";

    /// <summary>Sets the file aside. Only under its lock.</summary>
    /// <param name="path">The file.</param>
    /// <param name="array">The name of the list whose entries are saved one by one.</param>
    /// <param name="now">Goes into the name of what is set aside.</param>
    public static void SetAside(string path, string array, DateTimeOffset now)
    {
        var bytes = File.ReadAllBytes(path);
        PrivateFile.Replace($"{path}{Ending}{now.ToUnixTimeMilliseconds()}", bytes);
        PrivateFile.Replace(path, ObjectMap.Salvage(JsonRepair.ReplaceNotNumbers(JsonRepair.MakeText(bytes)), array));
    }

    /// <summary>Erases the file, what a crash left half written of it, and what was set aside of it.</summary>
    public static void Erase(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        File.Delete(path);
        File.Delete(path + PrivateFile.TemporaryEnding);
        foreach (var aside in Directory.EnumerateFiles(folder, Path.GetFileName(path) + Ending + "*")) File.Delete(aside);
        PrivateFile.FlushDirectory(folder);
    }

    /// <summary>What to say when it is read.</summary>
    public static SessionStoreException Refusal(string path, string what, Exception? error = null) => new(
        $"{what} cannot be read, because {path} is damaged; `check` names it, and `repair` sets it aside and keeps what stands whole in it. Nothing was changed.", error);
}
