using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>Session state goes with its session in forks and checkpoints.</summary>
[ContractGroup(typeof(ISessionState), typeof(ISessionBranching), typeof(ISessionCheckpoints))]
public abstract class TreeStateContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task A_fork_takes_session_state_over_and_goes_its_own_way()
    {
        await Store.AddAsync(_session, "0");
        await SetAsync(StateScope.Session(_session), "key", 1);
        await SetAsync(StateScope.Shared(_session), "key", 1);

        var fork = await Store.ForkAsync(_session);
        await SetAsync(StateScope.Session(_session), "key", 2);
        await SetAsync(StateScope.Session(fork), "other", 3);

        Assert.Equal(1, await GetAsync(StateScope.Session(fork), "key"));
        Assert.Null(await GetAsync(StateScope.Session(_session), "other"));
        Assert.Null(await GetAsync(StateScope.Shared(fork), "key"));
    }

    [Promise]
    public async Task A_revert_brings_session_state_back_and_its_undo_leads_forth_again()
    {
        var mine = StateScope.Session(_session);
        await Store.AddAsync(_session, "0");
        await SetAsync(mine, "changed", 1);
        await SetAsync(mine, "removed", 1);
        await Store.MarkAsync(_session, "here");
        await SetAsync(mine, "changed", 2);
        await Store.Require<ISessionState>().SetStateAsync(mine, "removed", null);
        await SetAsync(mine, "added", 2);

        var undo = await Store.RevertAsync(_session, "here");
        var there = (await GetAsync(mine, "changed"), await GetAsync(mine, "removed"), await GetAsync(mine, "added"));
        await Store.RevertAsync(_session, undo.Id);

        Assert.Equal((1, 1, null), there);
        Assert.Equal((2, null, 2), (await GetAsync(mine, "changed"), await GetAsync(mine, "removed"), await GetAsync(mine, "added")));
    }

    [Promise]
    public async Task A_reverted_value_has_a_new_version()
    {
        var mine = StateScope.Session(_session);
        await SetAsync(mine, "key", 1);
        await Store.MarkAsync(_session, "here");
        await SetAsync(mine, "key", 2);
        var before = (await Store.Require<ISessionState>().GetStateAsync(mine, "key"))!.Version;

        await Store.RevertAsync(_session, "here");

        Assert.True((await Store.Require<ISessionState>().GetStateAsync(mine, "key"))!.Version > before);
    }

    [Promise]
    public async Task A_revert_to_a_message_leaves_state_and_no_revert_touches_other_scopes()
    {
        await Store.AddAsync(_session, "0", "1");
        await Store.MarkAsync(_session, "here");
        foreach (var scope in new[] { StateScope.App, StateScope.User("u"), StateScope.Shared(_session), StateScope.Session(_session) }) await SetAsync(scope, "key", 2);

        await Store.RevertAsync(_session, 0);
        Assert.Equal(2, await GetAsync(StateScope.Session(_session), "key"));
        await Store.RevertAsync(_session, "here");

        Assert.Null(await GetAsync(StateScope.Session(_session), "key"));
        foreach (var scope in new[] { StateScope.App, StateScope.User("u"), StateScope.Shared(_session) }) Assert.Equal(2, await GetAsync(scope, "key"));
    }

    private async Task SetAsync(StateScope scope, string key, int value) =>
        Assert.NotNull(await Store.Require<ISessionState>().SetStateAsync(scope, key, JsonSerializer.SerializeToElement(value)));

    private async Task<int?> GetAsync(StateScope scope, string key) => (await Store.Require<ISessionState>().GetStateAsync(scope, key))?.Value?.GetInt32();
}
