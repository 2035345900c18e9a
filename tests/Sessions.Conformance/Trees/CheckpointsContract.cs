namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionCheckpoints"/> about making, finding and removing checkpoints.</summary>
[ContractGroup(typeof(ISessionCheckpoints))]
public abstract class CheckpointsContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionCheckpoints Checkpoints => Store.Require<ISessionCheckpoints>();

    [Promise]
    public async Task A_checkpoint_marks_the_end_of_the_history()
    {
        await Store.AddAsync(_session, "0", "1");

        var made = await Checkpoints.CreateCheckpointAsync(_session, "before the trip");

        Assert.Equal((1, "before the trip", CheckpointKind.Manual), (made!.MessageIndex, made.Label, made.Kind));
        Assert.NotEqual(default, made.CreatedAt);
        Assert.NotEmpty(made.Id);
        Assert.Equal([made], await Checkpoints.ListCheckpointsAsync(_session));
    }

    [Promise]
    public async Task A_checkpoint_changes_no_message()
    {
        await Store.AddAsync(_session, "0");
        var before = await Store.GetChatHistoryAsync(_session);

        await Store.MarkAsync(_session);

        Assert.Equal(before, await Store.GetChatHistoryAsync(_session));
    }

    [Promise]
    public async Task An_empty_history_can_be_marked()
    {
        await Store.AddAsync(_session, "0");
        await Store.ClearSessionAsync(_session);

        var made = await Store.MarkAsync(_session);
        await Store.AddAsync(_session, "1");
        await Store.RevertAsync(_session, made.Id);

        Assert.Equal(-1, made.MessageIndex);
        Assert.Empty(await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task The_kind_and_a_missing_label_are_kept()
    {
        await Store.AddAsync(_session, "0");

        foreach (var kind in Enum.GetValues<CheckpointKind>()) await Checkpoints.CreateCheckpointAsync(_session, null, kind);

        var listed = await Checkpoints.ListCheckpointsAsync(_session);
        Assert.Equal(Enum.GetValues<CheckpointKind>(), listed.Select(static checkpoint => checkpoint.Kind));
        Assert.All(listed, static checkpoint => Assert.Null(checkpoint.Label));
    }

    [Promise]
    public async Task The_list_is_oldest_first_with_ids_of_their_own()
    {
        await Store.AddAsync(_session, "0");
        foreach (var label in new[] { "c", "a", "b", "a" }) await Store.MarkAsync(_session, label);

        Assert.Equal(["c", "a", "b", "a"], await Store.LabelsAsync(_session));
        Assert.Equal(4, (await Checkpoints.ListCheckpointsAsync(_session)).Select(static checkpoint => checkpoint.Id).Distinct().Count());
    }

    [Promise]
    public async Task An_unknown_session_has_no_checkpoints_and_gets_none()
    {
        Assert.Null(await Checkpoints.CreateCheckpointAsync(_session, "x"));
        Assert.Empty(await Checkpoints.ListCheckpointsAsync(_session));
        Assert.Null(await Checkpoints.RevertToCheckpointAsync(_session, "x"));
        Assert.Null(await Checkpoints.RevertToMessageAsync(_session, -1));
        Assert.False(await Checkpoints.DeleteCheckpointAsync(_session, "x"));
        Assert.False(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task A_removed_checkpoint_is_gone_and_the_others_stay()
    {
        await Store.AddAsync(_session, "0");
        var first = await Store.MarkAsync(_session, "first");
        var second = await Store.MarkAsync(_session, "second");

        Assert.True(await Checkpoints.DeleteCheckpointAsync(_session, first.Id));
        Assert.False(await Checkpoints.DeleteCheckpointAsync(_session, first.Id));
        Assert.False(await Checkpoints.DeleteCheckpointAsync(_session, "second"));

        Assert.Equal([second], await Checkpoints.ListCheckpointsAsync(_session));
        Assert.Null(await Checkpoints.RevertToCheckpointAsync(_session, "first"));
        Assert.Equal(["0"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task An_id_is_never_given_twice()
    {
        await Store.AddAsync(_session, "0");
        var removed = await Store.MarkAsync(_session);
        await Checkpoints.DeleteCheckpointAsync(_session, removed.Id);

        Assert.NotEqual(removed.Id, (await Store.MarkAsync(_session)).Id);
    }

    [Promise]
    public async Task Removing_a_checkpoint_leaves_what_others_keep()
    {
        await Store.AddAsync(_session, "0", "1", "2");
        var shorter = await Store.MarkAsync(_session, "shorter");
        await Store.AddAsync(_session, "3");
        await Store.MarkAsync(_session, "longer");
        await Store.RevertAsync(_session, 0);

        await Checkpoints.DeleteCheckpointAsync(_session, shorter.Id);
        await Store.RevertAsync(_session, "longer");

        Assert.Equal(["0", "1", "2", "3"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task Clearing_and_deleting_erase_the_checkpoints()
    {
        await Store.AddAsync(_session, "0");
        await Store.MarkAsync(_session, "kept");

        await Store.ClearSessionAsync(_session);
        var cleared = await Store.LabelsAsync(_session);
        await Store.MarkAsync(_session, "later");
        await Store.DeleteSessionAsync(_session);
        await Store.AddAsync(_session, "new");

        Assert.Empty(cleared);
        Assert.Empty(await Store.LabelsAsync(_session));
    }

    [Promise]
    public async Task Sessions_do_not_share_checkpoints()
    {
        var other = Some.Session();
        await Store.AddAsync(_session, "0");
        await Store.AddAsync(other, "0");

        var mine = await Store.MarkAsync(_session, "mine");

        Assert.Empty(await Store.LabelsAsync(other));
        Assert.Null(await Checkpoints.RevertToCheckpointAsync(other, "mine"));
        Assert.Equal([mine], await Checkpoints.ListCheckpointsAsync(_session));
    }
}
