namespace Bots.Sessions.Conformance;

/// <summary>What was acknowledged is there after a restart.</summary>
[ContractGroup(NeedsRestart = true)]
public abstract class RestartContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task Messages_survive_with_everything_that_belongs_to_them()
    {
        await Store.AddMessageAsync(_session, "user", "ümlaut \0 😀", MessageMetadata.Empty.With("a", "b"));
        await Store.AddAsync(_session, ToolMessages.Call("c"), ToolMessages.Result("c"));
        var before = await Store.GetChatHistoryAsync(_session);

        await ReopenAsync();

        Assert.Equal(before, await Store.GetChatHistoryAsync(_session));
    }

    [Promise]
    public async Task A_reopened_session_is_continued()
    {
        await Store.AddAsync(_session, "1", "2");
        await ReopenAsync();
        await Store.AddAsync(_session, "3");
        await ReopenAsync();

        Assert.Equal(["1", "2", "3"], await Store.ContentsAsync(_session));
        Assert.Equal(["2", "3"], await Store.ContentsAsync(_session, 2));
    }

    [Promise]
    public async Task Clearing_and_deleting_survive()
    {
        var cleared = Some.Session();
        await Store.AddAsync(_session, "1");
        await Store.AddAsync(cleared, "1");
        await Store.DeleteSessionAsync(_session);
        await Store.ClearSessionAsync(cleared);

        await ReopenAsync();

        Assert.False(await Store.SessionExistsAsync(_session));
        Assert.True(await Store.SessionExistsAsync(cleared));
        Assert.Empty(await Store.ContentsAsync(cleared));
    }
}
