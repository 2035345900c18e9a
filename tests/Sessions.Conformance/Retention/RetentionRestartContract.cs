namespace Bots.Sessions.Conformance;

/// <summary>What was told to a store about forgetting is known after a restart.</summary>
[ContractGroup(typeof(ISessionRetention), typeof(ITurnLog), NeedsRestart = true)]
public abstract class RetentionRestartContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task An_expiry_survives()
    {
        await Store.AddAsync(_session, "text");
        await Store.Require<ISessionRetention>().SetExpiryAsync(_session, Fixture.Clock.GetUtcNow().AddHours(1));
        await ReopenAsync();
        Assert.True(await Store.SessionExistsAsync(_session));

        await Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        await ReopenAsync();

        Assert.False(await Store.SessionExistsAsync(_session));
        Assert.Equal([_session], await Store.Require<ISessionRetention>().CleanupAsync(null));
    }

    [Promise]
    public async Task What_was_erased_does_not_come_back()
    {
        await Store.Require<ITurnLog>().WriteTurnAsync(new(_session) { UserId = "u", Messages = [new("user", "private-u")] });
        await Store.Require<ISessionRetention>().EraseUserAsync("u");

        await ReopenAsync();

        Assert.False(await Store.SessionExistsAsync(_session));
        Assert.False(await Fixture.HoldsAsync("private-u"));
    }
}
