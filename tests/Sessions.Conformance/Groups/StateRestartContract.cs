namespace Bots.Sessions.Conformance;

/// <summary>Values are there after a restart, and for every store on the same data.</summary>
[ContractGroup(typeof(ISessionState), NeedsRestart = true, NeedsSharing = true)]
public abstract class StateRestartContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly StateScope[] Scopes = [StateScope.App, StateScope.User("u"), StateScope.Session("s"), StateScope.Shared("s")];

    [Promise]
    public async Task Values_and_their_history_survive()
    {
        foreach (var scope in Scopes)
        {
            await Store.Require<ISessionState>().IncrementStateAsync(scope, "key");
            await Store.Require<ISessionState>().IncrementStateAsync(scope, "key");
        }

        await ReopenAsync();

        foreach (var scope in Scopes)
        {
            Assert.Equal([2, 1], (await Store.Require<ISessionState>().GetStateHistoryAsync(scope, "key")).Select(static change => change.Value?.GetInt64()));
        }
    }

    [Promise]
    public async Task Increments_from_several_stores_lose_nothing()
    {
        var stores = new[] { Store, await OpenAnotherAsync(), await OpenAnotherAsync() };
        foreach (var scope in Scopes)
        {
            await Task.WhenAll(stores.Select(store => Task.Run(async () =>
            {
                for (var number = 0; number < 5; number++) await store.Require<ISessionState>().IncrementStateAsync(scope, "key");
            })));

            Assert.Equal(15, (await stores[1].Require<ISessionState>().GetStateAsync(scope, "key"))?.Value?.GetInt64());
        }
    }
}
