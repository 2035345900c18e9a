namespace Bots.Sessions.Conformance;

/// <summary>Erasing a user erases what is known of the user, and nothing of others.</summary>
[ContractGroup(typeof(IMemoryStore), typeof(ISessionRetention))]
public abstract class MemoryErasureContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    [Promise]
    public async Task Erasing_a_user_erases_the_users_memories_and_counts_them()
    {
        var memories = Store.Require<IMemoryStore>();
        var old = await memories.SaveMemoryAsync("u", new("I live in Rome"));
        await memories.SaveMemoryAsync("u", new("I live in Oslo") { Supersedes = old.Id });
        await memories.SaveMemoryAsync("v", new("I live in Bonn"));

        var report = await Store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Equal(2, report.Values);
        Assert.Empty(await memories.ListMemoriesAsync("u", all: true));
        Assert.Single(await memories.ListMemoriesAsync("v", all: true));
        Assert.Equal(0, (await Store.Require<ISessionRetention>().EraseUserAsync("u")).Values);
    }
}
