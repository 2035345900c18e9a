namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionCheckpoints"/> about going back.</summary>
[ContractGroup(typeof(ISessionCheckpoints), typeof(ISessionCatalog), typeof(ISessionBranching))]
public abstract class RevertContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionCheckpoints Checkpoints => Store.Require<ISessionCheckpoints>();

    [Promise]
    public async Task A_revert_brings_the_messages_back_to_the_checkpoint()
    {
        await Store.AddAsync(_session, "0", "1");
        var made = await Store.MarkAsync(_session, "here");
        var before = await Store.GetChatHistoryAsync(_session);
        await Store.AddAsync(_session, "2", "3");

        await Store.RevertAsync(_session, made.Id);

        Assert.Equal(before, await Store.GetChatHistoryAsync(_session));
        Assert.Equal(["1"], await Store.ContentsAsync(_session, 1));
        Assert.Equal(2, (await Store.Require<ISessionCatalog>().GetSessionAsync(_session))?.MessageCount);
    }

    [Promise]
    public async Task The_answer_is_the_way_back()
    {
        await Store.AddAsync(_session, "0");
        await Store.MarkAsync(_session, "here");
        await Store.AddAsync(_session, "1", "2");

        var undo = await Store.RevertAsync(_session, "here");
        Assert.Equal((CheckpointKind.Undo, 2), (undo.Kind, undo.MessageIndex));
        Assert.Contains(undo, await Checkpoints.ListCheckpointsAsync(_session));
        var redo = await Store.RevertAsync(_session, undo.Id);
        var there = await Store.ContentsAsync(_session);
        await Store.RevertAsync(_session, redo.Id);

        Assert.Equal(["0", "1", "2"], there);
        Assert.Equal(["0"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task What_is_appended_after_a_revert_follows_the_checkpoint()
    {
        await Store.AddAsync(_session, "0", "1");
        await Store.RevertAsync(_session, 0);

        await Store.AddAsync(_session, "a", "b");

        Assert.Equal(["0", "a", "b"], await Store.ContentsAsync(_session));
        Assert.Equal(["b"], await Store.ContentsAsync(_session, 1));
    }

    [Promise]
    public async Task A_checkpoint_keeps_its_messages_whatever_comes_later()
    {
        await Store.AddAsync(_session, "0", "1", "2");
        var made = await Store.MarkAsync(_session, "old");
        await Store.RevertAsync(_session, 0);
        await Store.AddAsync(_session, "a", "b", "c");
        await Store.MarkAsync(_session, "new");
        await Store.RevertAsync(_session, -1);

        await Store.RevertAsync(_session, "old");
        var old = await Store.ContentsAsync(_session);
        await Store.RevertAsync(_session, "new");

        Assert.Equal(["0", "1", "2"], old);
        Assert.Equal(["0", "a", "b", "c"], await Store.ContentsAsync(_session));
        Assert.Contains(made, await Checkpoints.ListCheckpointsAsync(_session));
    }

    [Promise]
    public async Task The_newest_of_equal_labels_is_found()
    {
        await Store.AddAsync(_session, "0");
        await Store.MarkAsync(_session, "here");
        await Store.AddAsync(_session, "1");
        await Store.MarkAsync(_session, "here");
        await Store.AddAsync(_session, "2");

        await Store.RevertAsync(_session, "here");

        Assert.Equal(["0", "1"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task An_id_is_found_before_a_label_of_the_same_spelling()
    {
        await Store.AddAsync(_session, "0");
        var made = await Store.MarkAsync(_session);
        await Store.AddAsync(_session, "1");
        await Store.MarkAsync(_session, made.Id);

        await Store.RevertAsync(_session, made.Id);

        Assert.Equal(["0"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task An_unknown_checkpoint_changes_nothing()
    {
        await Store.AddAsync(_session, "0");
        await Store.MarkAsync(_session, "here");
        var before = await Store.VersionAsync(_session);

        Assert.Null(await Checkpoints.RevertToCheckpointAsync(_session, "HERE"));
        Assert.Null(await Checkpoints.RevertToCheckpointAsync(_session, ""));

        Assert.Equal(before, await Store.VersionAsync(_session));
        Assert.Equal(["here"], await Store.LabelsAsync(_session));
    }

    [Promise]
    public async Task A_revert_to_a_message_ends_the_history_with_it()
    {
        await Store.AddAsync(_session, "0", "1", "2");

        var undo = await Store.RevertAsync(_session, 1);
        var there = await Store.ContentsAsync(_session);
        await Store.RevertAsync(_session, undo.Id);

        Assert.Equal(["0", "1"], there);
        Assert.Equal(["0", "1", "2"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_revert_to_nothing_empties_the_history_and_can_be_undone()
    {
        await Store.AddAsync(_session, "0", "1");

        var undo = await Store.RevertAsync(_session, -1);
        var there = await Store.ContentsAsync(_session);
        await Store.RevertAsync(_session, undo.Id);

        Assert.Empty(there);
        Assert.Equal(["0", "1"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_revert_into_a_tool_group_keeps_the_whole_group()
    {
        await Store.AddAsync(_session, Some.Message("0"), ToolMessages.Call("a", "b"), ToolMessages.Result("a"), ToolMessages.Result("b"), Some.Message("4"));

        await Store.RevertAsync(_session, 1);

        Assert.Equal(["0", "calling", "result of a", "result of b"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_message_that_is_not_there_changes_nothing()
    {
        await Store.AddAsync(_session, "0");
        var before = await Store.VersionAsync(_session);

        foreach (var index in new[] { -2, 1, int.MaxValue, int.MinValue }) Assert.Null(await Checkpoints.RevertToMessageAsync(_session, index));

        Assert.Equal(before, await Store.VersionAsync(_session));
        Assert.Empty(await Store.LabelsAsync(_session));
    }

    [Promise]
    public async Task A_revert_counts_as_a_change_of_the_messages()
    {
        await Store.AddAsync(_session, "0", "1");
        var before = await Store.VersionAsync(_session);

        await Store.RevertAsync(_session, 0);

        Assert.True(await Store.VersionAsync(_session) > before);
    }

    [Promise]
    public async Task A_revert_of_one_never_shows_in_a_fork()
    {
        await Store.AddAsync(_session, "0", "1");
        await Store.MarkAsync(_session, "here");
        var fork = await Store.ForkAsync(_session);
        await Store.RevertAsync(_session, 0);
        await Store.AddAsync(fork, "2");

        Assert.Equal(["0", "1", "2"], await Store.ContentsAsync(fork));
        Assert.Equal(["0"], await Store.ContentsAsync(_session));
        Assert.Empty(await Store.LabelsAsync(fork));
        await Store.RevertAsync(_session, "here");
        Assert.Equal(["0", "1"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_fork_goes_back_behind_the_place_it_was_forked_at()
    {
        await Store.AddAsync(_session, "0", "1", "2");
        var fork = await Store.ForkAsync(_session, 1);
        await Store.AddAsync(fork, "a");

        var undo = await Store.RevertAsync(fork, 0);
        var there = await Store.ContentsAsync(fork);
        await Store.RevertAsync(fork, undo.Id);

        Assert.Equal(["0"], there);
        Assert.Equal(["0", "1", "a"], await Store.ContentsAsync(fork));
        Assert.Equal(["0", "1", "2"], await Store.ContentsAsync(_session));
    }
}
