using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Memories;

namespace Bots.Sessions.Json.Memories;

/// <summary>Memories in files: one for each user, below <c>.bots/memories</c>, where no program takes them for sessions.</summary>
internal sealed class JsonMemories(StorePresence presence, JsonSessionOptions options, TimeProvider time) : IMemoryStore
{
    private string Folder => Path.Combine(options.FullDirectory, ".bots", "memories");

    public ValueTask<UserMemory> SaveMemoryAsync(string userId, NewMemory memory, CancellationToken cancellationToken = default)
    {
        var path = PathOf(MemoryRules.CheckUser(userId));
        var asked = MemoryRules.Check(memory, time.GetUtcNow());
        return ChangeAsync(path, book =>
        {
            var (changed, kept) = book.Save(asked, Now());
            PrivateFile.Replace(path, MemoryJson.Write(userId, changed));
            return kept;
        }, cancellationToken);
    }

    public ValueTask<IReadOnlyList<UserMemory>> ListMemoriesAsync(string userId, bool all = false, CancellationToken cancellationToken = default)
    {
        var path = PathOf(MemoryRules.CheckUser(userId));
        cancellationToken.ThrowIfCancellationRequested();
        presence.Check();
        return new(Guarded(() => Read(path)).List(all, Now()));
    }

    public async ValueTask<IReadOnlyList<MemoryHit>> SearchMemoriesAsync(string userId, string text, int limit = 10, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MemoryBook.Search(await ListMemoriesAsync(userId, cancellationToken: cancellationToken), text, limit);
    }

    public async ValueTask<bool> DeleteMemoryAsync(string userId, string memoryId, CancellationToken cancellationToken = default)
    {
        var path = PathOf(MemoryRules.CheckUser(userId));
        ArgumentNullException.ThrowIfNull(memoryId);
        if (!File.Exists(path)) return false;
        return await ChangeAsync(path, book =>
        {
            if (book.Without(memoryId) is not { } rest) return false;
            PrivateFile.Replace(path, MemoryJson.Write(userId, rest));
            return true;
        }, cancellationToken);
    }

    /// <summary>The users of whom something is remembered.</summary>
    public IReadOnlyList<string> Users() => Guarded(() => !Directory.Exists(Folder) ? [] : Directory.GetFiles(Folder, "*.json").Select(UserOf).OfType<string>().ToList());

    /// <summary>Erases everything of a user; returns how many memories that were.</summary>
    public async ValueTask<int> EraseAsync(string userId, CancellationToken cancellationToken)
    {
        var path = PathOf(userId);
        if (!Directory.Exists(Folder)) return 0;
        return await HoldAsync(path, () =>
        {
            var count = CountIn(path);
            DamagedFile.Erase(path);
            return count;
        }, cancellationToken);
    }

    /// <summary>Notes that a session was erased: its messages are no source any more. A damaged file is left as it is.</summary>
    public async ValueTask DropSourceAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder)) return;
        var name = JsonText.Of(sessionId);
        foreach (var path in Guarded(() => Directory.GetFiles(Folder, "*.json")))
        {
            if (Guarded(() => BytesOf(path)).AsSpan().IndexOf(name) >= 0) await HoldAsync(path, () => DropSource(path, sessionId), cancellationToken);
        }
    }

    private static string? UserOf(string path)
    {
        if (BytesOf(path) is not { Length: > 0 } bytes) return null;
        try
        {
            return MemoryJson.UserOf(bytes);
        }
        catch (JsonException error)
        {
            throw DamagedFile.Refusal(path, "What is remembered of a user", error);
        }
    }

    private static bool DropSource(string path, string sessionId)
    {
        try
        {
            if (MemoryJson.UserOf(BytesOf(path)) is not { } userId) return false;
            PrivateFile.Replace(path, MemoryJson.Write(userId, Read(path).WithoutSource(sessionId)));
            return true;
        }
        catch (Exception error) when (error is JsonException or SessionStoreException)
        {
            return false;
        }
    }

    private ValueTask<TAnswer> ChangeAsync<TAnswer>(string path, Func<MemoryBook, TAnswer> change, CancellationToken cancellationToken) =>
        HoldAsync(path, () => change(Read(path)), cancellationToken);

    private async ValueTask<TAnswer> HoldAsync<TAnswer>(string path, Func<TAnswer> work, CancellationToken cancellationToken)
    {
        Guarded(() => Make(Folder));
        using var held = await FileLock.TryTakeAsync(path + ".lock", options.LockTimeout, cancellationToken) ?? throw StoreErrors.Busy(path, options.LockTimeout);
        return Guarded(work);
    }

    private bool Make(string folder)
    {
        presence.Make(folder);
        return true;
    }

    private string PathOf(string userId) => Path.Combine(Folder, $"user-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(userId)))}.json");

    private static MemoryBook Read(string path)
    {
        if (BytesOf(path) is not { Length: > 0 } bytes) return MemoryBook.Empty;
        try
        {
            return MemoryJson.Read(bytes);
        }
        catch (JsonException error)
        {
            throw DamagedFile.Refusal(path, "What is remembered of this user", error);
        }
    }

    private static byte[] BytesOf(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static int CountIn(string path)
    {
        try
        {
            return Read(path).Memories.Count;
        }
        catch (SessionStoreException)
        {
            // A damaged file is erased like any other.
            return 0;
        }
    }

    private DateTimeOffset Now() => MessageText.ToMicroseconds(time.GetUtcNow());

    private static TAnswer Guarded<TAnswer>(Func<TAnswer> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            throw StoreErrors.Of(error, "The memory files");
        }
    }
}
