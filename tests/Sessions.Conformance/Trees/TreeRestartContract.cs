namespace Bots.Sessions.Conformance;

/// <summary>Trees and checkpoints are there after a restart, and for every store on the same data.</summary>
[ContractGroup(typeof(ISessionBranching), typeof(ISessionCheckpoints), NeedsRestart = true)]
public abstract class TreeRestartContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task A_tree_survives()
    {
        await Store.AddAsync(_session, "0", "1");
        var fork = await Store.ForkAsync(_session, 0);
        await Store.AddAsync(fork, "a");

        await ReopenAsync();

        Assert.Equal([fork], (await Store.FamilyAsync(_session)).Children);
        Assert.Equal((_session, 0), ((await Store.FamilyAsync(fork)).ParentId, (await Store.FamilyAsync(fork)).ForkedAt));
        Assert.Equal(["0", "a"], await Store.ContentsAsync(fork));
    }

    [Promise]
    public async Task A_checkpoint_survives_with_all_it_says()
    {
        await Store.AddAsync(_session, "0", "1");
        await Store.MarkAsync(_session, "ümlaut 😀");
        await Store.RevertAsync(_session, 0);
        var before = await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(_session);

        await ReopenAsync();

        Assert.Equal(before, await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(_session));
        Assert.Equal(["0"], await Store.ContentsAsync(_session));
        await Store.RevertAsync(_session, "ümlaut 😀");
        Assert.Equal(["0", "1"], await Store.ContentsAsync(_session));
    }
}
