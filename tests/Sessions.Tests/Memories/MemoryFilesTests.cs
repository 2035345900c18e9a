using Bots.Sessions.Tests.Json;
using Bots.Sessions.Tests.Sqlite;

namespace Bots.Sessions.Tests.Memories;

/// <summary>What is forgotten is in no file, and no file of memories looks like a session.</summary>
public sealed class MemoryFilesTests : SqliteFolderTests
{
    [Fact]
    public async Task A_memory_deleted_from_SQLite_is_in_no_file()
    {
        var store = Open();
        var secret = await store.SaveMemoryAsync("u", new("secret-one " + new string('x', 5_000)) { Metadata = MessageMetadata.Empty.With("note", "secret-note") });
        await store.SaveMemoryAsync("u", new("kept-word"));
        Assert.NotEmpty(await store.SearchMemoriesAsync("u", "secret-one"));

        await store.DeleteMemoryAsync("u", secret.Id);

        Assert.Equal((false, false, true), (IsInAnyFile("secret-one"), IsInAnyFile("secret-note"), IsInAnyFile("kept-word")));
    }

    [Fact]
    public async Task The_memories_of_an_erased_user_are_in_no_file_of_SQLite()
    {
        var store = Open();
        for (var number = 0; number < 50; number++)
        {
            await store.SaveMemoryAsync("u-secret", new($"secretword {number}"));
            await store.SaveMemoryAsync("v", new($"otherword {number}"));
        }

        await store.EraseUserAsync("u-secret");

        Assert.Equal((false, false, true), (IsInAnyFile("secretword"), IsInAnyFile("u-secret"), IsInAnyFile("otherword")));
    }

    [Fact]
    public async Task A_memory_deleted_from_JSON_files_is_in_none_of_them()
    {
        using var folder = new JsonFolder();
        var memories = folder.Open().Require<IMemoryStore>();
        var secret = await memories.SaveMemoryAsync("u", new("secret-one"));
        await memories.SaveMemoryAsync("u", new("kept-word"));

        await memories.DeleteMemoryAsync("u", secret.Id);

        Assert.Equal((false, true), (folder.Holds("secret-one"), folder.Holds("kept-word")));
    }

    [Fact]
    public async Task No_file_beside_the_sessions_holds_memories()
    {
        using var folder = new JsonFolder();
        using var store = folder.Open();

        await store.Require<IMemoryStore>().SaveMemoryAsync("../u", new("secret-one"));

        Assert.Empty(folder.Names());
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(folder.Root)!, "*secret*"));
        Assert.True(folder.Holds("secret-one"));
    }

    [Fact]
    public async Task A_damaged_memory_file_is_left_alone_and_named()
    {
        using var folder = new JsonFolder();
        using var store = folder.Open();
        var memories = store.Require<IMemoryStore>();
        await store.AddMessageAsync("s", "user", "text");
        await memories.SaveMemoryAsync("u", new("a") { Source = new("s", 0, 0) });
        var file = Assert.Single(Directory.GetFiles(folder.Path(".bots/memories"), "*.json"));
        await File.AppendAllTextAsync(file, "}");

        var error = await Assert.ThrowsAsync<SessionStoreException>(() => memories.SaveMemoryAsync("u", new("b")).AsTask());

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("}}", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.True(await store.DeleteSessionAsync("s"));
    }
}
