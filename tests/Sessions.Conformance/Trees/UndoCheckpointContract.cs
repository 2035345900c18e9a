namespace Bots.Sessions.Conformance;

/// <summary>An undo by <see cref="TurnWrite.KeepMessages"/> can itself be undone where the store has checkpoints.</summary>
[ContractGroup(typeof(ITurnLog), typeof(ISessionCheckpoints))]
public abstract class UndoCheckpointContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionCheckpoints Checkpoints => Store.Require<ISessionCheckpoints>();

    [Promise]
    public async Task An_undo_leaves_a_checkpoint_that_leads_back()
    {
        await Store.AddAsync(_session, "0", "1", "2");

        await UndoAsync(new TurnWrite(_session) { KeepMessages = 1, Messages = [Some.Message("a")] });
        var undo = Assert.Single(await Checkpoints.ListCheckpointsAsync(_session));
        var there = await Store.ContentsAsync(_session);
        await Store.RevertAsync(_session, undo.Id);

        Assert.Equal((CheckpointKind.Undo, 2), (undo.Kind, undo.MessageIndex));
        Assert.Equal(["0", "a"], there);
        Assert.Equal(["0", "1", "2"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_checkpoint_keeps_its_messages_through_an_undo()
    {
        await Store.AddAsync(_session, "0", "1", "2");
        await Store.MarkAsync(_session, "here");
        await UndoAsync(new TurnWrite(_session) { KeepMessages = 1, Messages = [Some.Message("a"), Some.Message("b")] });
        await UndoAsync(new TurnWrite(_session) { KeepMessages = 2 });

        await Store.RevertAsync(_session, "here");

        Assert.Equal(["0", "1", "2"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_turn_that_takes_nothing_away_leaves_no_checkpoint()
    {
        await Store.AddAsync(_session, "0", "1");

        await UndoAsync(new TurnWrite(_session) { KeepMessages = 2, Messages = [Some.Message("2")] });
        await UndoAsync(new TurnWrite(_session) { Messages = [Some.Message("3")] });

        Assert.Empty(await Checkpoints.ListCheckpointsAsync(_session));
    }

    private async Task UndoAsync(TurnWrite turn) =>
        Assert.Equal(TurnWriteStatus.Written, (await Store.Require<ITurnLog>().WriteTurnAsync(turn)).Status);
}
