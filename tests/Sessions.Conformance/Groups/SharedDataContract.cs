namespace Bots.Sessions.Conformance;

/// <summary>Several stores open on the same data, as in several processes, see each other's writes and lose nothing.</summary>
[ContractGroup(NeedsSharing = true)]
public abstract class SharedDataContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task What_one_writes_the_other_reads()
    {
        var other = await OpenAnotherAsync();

        await Store.AddAsync(_session, "1");
        await other.AddAsync(_session, "2");
        await Store.AddAsync(_session, "3");

        Assert.Equal(["1", "2", "3"], await other.ContentsAsync(_session));
        Assert.Equal(["1", "2", "3"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task What_one_erases_is_gone_for_the_other()
    {
        var other = await OpenAnotherAsync();
        await Store.AddAsync(_session, "1");
        await other.ContentsAsync(_session);

        await Store.ClearSessionAsync(_session);
        var cleared = await other.ContentsAsync(_session);
        await Store.DeleteSessionAsync(_session);

        Assert.Empty(cleared);
        Assert.False(await other.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task Parallel_appends_from_several_stores_lose_nothing_and_keep_each_writers_order()
    {
        var stores = new[] { Store, await OpenAnotherAsync(), await OpenAnotherAsync(), await OpenAnotherAsync() };

        await Task.WhenAll(stores.Select((store, writer) => Task.Run(async () =>
        {
            for (var number = 0; number < 25; number++) await store.AddAsync(_session, $"{writer}:{number:00}");
        })));

        var contents = await Store.ContentsAsync(_session);
        Assert.Equal(100, contents.Length);
        foreach (var mine in contents.GroupBy(static text => text[0])) Assert.Equal(mine.Order(StringComparer.Ordinal), mine);
    }
}
