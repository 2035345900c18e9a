namespace Bots.Sessions.Conformance;

/// <summary>A memory outlives the session it comes from, and then no longer says where it comes from.</summary>
[ContractGroup(typeof(IMemoryStore))]
public abstract class MemorySourceContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _user = Some.Name();

    private IMemoryStore Memories => Store.Require<IMemoryStore>();

    [Promise]
    public async Task A_source_may_be_named_before_the_session_is_written()
    {
        var session = Some.Session();
        await Memories.SaveMemoryAsync(_user, new("I like tea") { Source = new(session, 0, 0) });

        await Store.AddAsync(session, "I like tea");

        Assert.Equal(new(session, 0, 0), Assert.Single(await Memories.ListMemoriesAsync(_user)).Content.Source);
    }

    [Promise]
    public async Task Erasing_a_session_keeps_the_memory_and_drops_its_source()
    {
        foreach (var erase in new Func<string, ValueTask<bool>>[] { id => Store.ClearSessionAsync(id), id => Store.DeleteSessionAsync(id), BeginAnewAsync })
        {
            var (gone, stays) = (Some.Session(), Some.Session());
            await Store.AddAsync(gone, "I like tea");
            await Store.AddAsync(stays, "I like rye");
            await Memories.SaveMemoryAsync(_user, new($"from {gone}") { Source = new(gone, 0, 0) });
            await Memories.SaveMemoryAsync(_user, new($"from {stays}") { Source = new(stays, 0, 1) });

            Assert.True(await erase(gone));

            var all = await Memories.ListMemoriesAsync(_user);
            Assert.Null(all.Single(memory => memory.Content.Text == $"from {gone}").Content.Source);
            Assert.Equal(new(stays, 0, 1), all.Single(memory => memory.Content.Text == $"from {stays}").Content.Source);
        }

        // A session whose time is over is as if deleted: what has its id then is another one.
        async ValueTask<bool> BeginAnewAsync(string id)
        {
            if (Store.Find<ISessionRetention>() is not { } retention) return await Store.DeleteSessionAsync(id);
            await retention.SetExpiryAsync(id, Fixture.Clock.GetUtcNow());
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
            return await Store.AddMessageAsync(id, "user", "I like coffee");
        }
    }
}
