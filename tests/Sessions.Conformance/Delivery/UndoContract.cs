namespace Bots.Sessions.Conformance;

/// <summary>What <see cref="TurnWrite.KeepMessages"/> promises.</summary>
[ContractGroup(typeof(ITurnLog), typeof(ISessionCatalog))]
public abstract class UndoContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task Keeping_the_first_messages_drops_the_rest()
    {
        await Store.AddAsync(_session, "1", "2", "3", "4");
        var before = await Store.VersionAsync(_session);

        var result = await WriteAsync(new TurnWrite(_session) { KeepMessages = 2 });

        Assert.Equal(TurnWriteStatus.Written, result.Status);
        Assert.True(result.Version > before);
        Assert.Equal(["1", "2"], await Store.ContentsAsync(_session));
        Assert.Equal(["2"], await Store.ContentsAsync(_session, 1));
        Assert.Equal(2, (await Store.Require<ISessionCatalog>().GetSessionAsync(_session))?.MessageCount);
    }

    [Promise]
    public async Task New_messages_follow_those_that_were_kept()
    {
        await Store.AddAsync(_session, "1", "2", "3");

        await WriteAsync(new TurnWrite(_session) { KeepMessages = 1, Messages = [Some.Message("a"), Some.Message("b")] });
        await Store.AddAsync(_session, "c");

        Assert.Equal(["1", "a", "b", "c"], await Store.ContentsAsync(_session));
        Assert.Equal(["b", "c"], await Store.ContentsAsync(_session, 2));
    }

    [Promise]
    public async Task Keeping_none_leaves_an_empty_session()
    {
        await Store.AddAsync(_session, "1", "2");

        await WriteAsync(new TurnWrite(_session) { KeepMessages = 0 });

        Assert.Empty(await Store.ContentsAsync(_session));
        Assert.True(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task Keeping_more_than_there_are_keeps_all()
    {
        await Store.AddAsync(_session, "1", "2");

        await WriteAsync(new TurnWrite(_session) { KeepMessages = 9, Messages = [Some.Message("3")] });

        Assert.Equal(["1", "2", "3"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task Undoing_in_an_unknown_session_changes_nothing()
    {
        var result = await WriteAsync(new TurnWrite(_session) { KeepMessages = 0 });

        Assert.Equal((TurnWriteStatus.Written, 0), (result.Status, result.Version));
        Assert.False(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task Undoing_twice_goes_back_twice()
    {
        await Store.AddAsync(_session, "1", "2", "3", "4");
        await WriteAsync(new TurnWrite(_session) { KeepMessages = 3 });
        await Store.AddAsync(_session, "x");

        await WriteAsync(new TurnWrite(_session) { KeepMessages = 1 });

        Assert.Equal(["1"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_repeated_undo_does_not_take_away_what_came_after_it()
    {
        await Store.AddAsync(_session, "1", "2", "3");
        var undo = new TurnWrite(_session) { KeepMessages = 1, TurnId = "undo-1" };
        await WriteAsync(undo);
        await Store.AddAsync(_session, "new");

        var repeated = await WriteAsync(undo);

        Assert.Equal(TurnWriteStatus.AlreadyWritten, repeated.Status);
        Assert.Equal(["1", "new"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task An_undo_of_a_stale_version_changes_nothing()
    {
        await Store.AddAsync(_session, "1", "2");
        var seen = await Store.VersionAsync(_session);
        await Store.AddAsync(_session, "3");

        var result = await WriteAsync(new TurnWrite(_session) { KeepMessages = 0, ExpectedVersion = seen });

        Assert.Equal(TurnWriteStatus.VersionConflict, result.Status);
        Assert.Equal(["1", "2", "3"], await Store.ContentsAsync(_session));
    }

    private Task<TurnWriteResult> WriteAsync(TurnWrite turn) => Store.Require<ITurnLog>().WriteTurnAsync(turn).AsTask();
}
