namespace Bots.Sessions.Conformance;

/// <summary>Memories are there after a restart, and for every store on the same data.</summary>
[ContractGroup(typeof(IMemoryStore), NeedsRestart = true, NeedsSharing = true)]
public abstract class MemoryRestartContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    [Promise]
    public async Task Memories_survive_with_everything_they_say()
    {
        var old = await Store.Require<IMemoryStore>().SaveMemoryAsync("u", new("I live in Rome") { Source = new("s", 1, 2), Embedding = new float[] { 1, 2 } });
        await Store.Require<IMemoryStore>().SaveMemoryAsync("u", new("I live in Oslo") { Supersedes = old.Id });
        var before = await Store.Require<IMemoryStore>().ListMemoriesAsync("u", all: true);

        await ReopenAsync();

        var after = await Store.Require<IMemoryStore>().ListMemoriesAsync("u", all: true);
        Assert.Equal(before.Select(Plain), after.Select(Plain));
        Assert.Equal([1, 2], after[0].Content.Embedding.ToArray());
        Assert.Equal("I live in Oslo", Assert.Single(await Store.Require<IMemoryStore>().SearchMemoriesAsync("u", "living")).Memory.Content.Text);
    }

    [Promise]
    public async Task Several_stores_keep_memories_at_once_and_lose_none()
    {
        var stores = new[] { Store, await OpenAnotherAsync(), await OpenAnotherAsync() };

        await Task.WhenAll(stores.Select((store, writer) => Task.Run(async () =>
        {
            for (var number = 0; number < 10; number++)
            {
                await store.Require<IMemoryStore>().SaveMemoryAsync("u", new($"writer {writer} number {number}"));
                await store.Require<IMemoryStore>().SaveMemoryAsync("u", new($"all {number}"));
            }
        })));

        foreach (var store in stores) Assert.Equal(40, (await store.Require<IMemoryStore>().ListMemoriesAsync("u")).Count);
    }

    private static UserMemory Plain(UserMemory memory) => memory with { Content = memory.Content with { Embedding = default } };
}
