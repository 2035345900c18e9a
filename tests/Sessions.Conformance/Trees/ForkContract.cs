namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionBranching.ForkSessionAsync"/>.</summary>
[ContractGroup(typeof(ISessionBranching), typeof(ISessionCatalog))]
public abstract class ForkContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionBranching Branching => Store.Require<ISessionBranching>();

    [Promise]
    public async Task A_fork_begins_with_everything_its_parent_has()
    {
        await Store.AddMessageAsync(_session, "user", "1", MessageMetadata.Empty.With("a", "b"));
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Store.AddAsync(_session, ToolMessages.Call("c"), ToolMessages.Result("c"));

        var fork = await Store.ForkAsync(_session);

        Assert.Equal(await Store.GetChatHistoryAsync(_session), await Store.GetChatHistoryAsync(fork));
        Assert.Equal(2, (await Store.FamilyAsync(fork)).ForkedAt);
        Assert.Equal(3, (await Store.Require<ISessionCatalog>().GetSessionAsync(fork))?.MessageCount);
        Assert.True(await Store.VersionAsync(fork) > 0);
    }

    [Promise]
    public async Task A_fork_at_a_message_ends_with_that_message()
    {
        await Store.AddAsync(_session, "0", "1", "2", "3");

        var fork = await Store.ForkAsync(_session, 1);

        Assert.Equal(["0", "1"], await Store.ContentsAsync(fork));
        Assert.Equal(["1"], await Store.ContentsAsync(fork, 1));
        Assert.Equal(1, (await Store.FamilyAsync(fork)).ForkedAt);
    }

    [Promise]
    public async Task A_fork_from_nothing_is_empty_and_still_a_fork()
    {
        await Store.AddAsync(_session, "0");

        var fork = await Store.ForkAsync(_session, -1);

        Assert.Empty(await Store.ContentsAsync(fork));
        Assert.Equal((_session, -1), ((await Store.FamilyAsync(fork)).ParentId, (await Store.FamilyAsync(fork)).ForkedAt));
    }

    [Promise]
    public async Task An_empty_session_can_be_forked()
    {
        await Branching.CreateSessionAsync(sessionId: _session);

        var fork = await Store.ForkAsync(_session);

        Assert.Empty(await Store.ContentsAsync(fork));
        Assert.Equal(-1, (await Store.FamilyAsync(fork)).ForkedAt);
    }

    [Promise]
    public async Task An_index_within_a_tool_group_takes_the_whole_group_over()
    {
        await Store.AddAsync(_session, Some.Message("0"), ToolMessages.Call("a", "b"), ToolMessages.Result("a"), ToolMessages.Result("b"), Some.Message("4"));

        foreach (var index in new[] { 1, 2, 3 })
        {
            var fork = await Store.ForkAsync(_session, index);
            Assert.Equal(["0", "calling", "result of a", "result of b"], await Store.ContentsAsync(fork));
            Assert.Equal(3, (await Store.FamilyAsync(fork)).ForkedAt);
        }

        Assert.Equal(["0"], await Store.ContentsAsync(await Store.ForkAsync(_session, 0)));
    }

    [Promise]
    public async Task A_result_without_any_call_does_not_stretch_a_fork()
    {
        await Store.AddAsync(_session, Some.Message("0"), Some.Message("1"), ToolMessages.Result("nobody asked"), Some.Message("3"));

        Assert.Equal(["0"], await Store.ContentsAsync(await Store.ForkAsync(_session, 0)));
    }

    [Promise]
    public async Task An_index_that_is_not_there_is_refused()
    {
        await Store.AddAsync(_session, "0", "1");

        foreach (var index in new[] { -2, 2, int.MaxValue, int.MinValue })
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Branching.ForkSessionAsync(_session, index).AsTask());

        Assert.Empty((await Store.FamilyAsync(_session)).Children);
    }

    [Promise]
    public async Task An_unknown_parent_and_an_existing_id_are_refused()
    {
        var taken = Some.Session();
        await Store.AddAsync(_session, "0");
        await Store.AddAsync(taken, "mine");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Branching.ForkSessionAsync(Some.Session()).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Branching.ForkSessionAsync(_session, sessionId: taken).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Branching.ForkSessionAsync(_session, sessionId: _session).AsTask());

        Assert.Equal(["mine"], await Store.ContentsAsync(taken));
        Assert.Empty((await Store.FamilyAsync(_session)).Children);
    }

    [Promise]
    public async Task A_fork_takes_over_agent_user_and_title_unless_given_one()
    {
        await Store.AddAsync(_session, "0");
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(_session, new SessionChange { Title = "Holidays", AgentName = "guide", UserId = "telegram_1" });

        var same = await Store.Require<ISessionCatalog>().GetSessionAsync(await Branching.ForkSessionAsync(_session));
        var other = await Store.Require<ISessionCatalog>().GetSessionAsync(await Branching.ForkSessionAsync(_session, title: "What if", sessionId: "what if"));

        Assert.Equal(("Holidays", "guide", "telegram_1"), (same?.Title, same?.AgentName, same?.UserId));
        Assert.Equal(("What if", "what if"), (other?.Title, other?.Id));
    }

    [Promise]
    public async Task What_is_written_to_one_never_shows_in_the_other()
    {
        await Store.AddAsync(_session, "0");
        var fork = await Store.ForkAsync(_session);
        var sibling = await Store.ForkAsync(_session);

        await Store.AddAsync(fork, "fork");
        await Store.AddAsync(_session, "parent");
        await Store.AddAsync(sibling, "sibling");

        Assert.Equal(["0", "parent"], await Store.ContentsAsync(_session));
        Assert.Equal(["0", "fork"], await Store.ContentsAsync(fork));
        Assert.Equal(["0", "sibling"], await Store.ContentsAsync(sibling));
        Assert.Equal(["fork"], await Store.ContentsAsync(fork, 1));
    }

    [Promise]
    public async Task A_fork_of_a_fork_stands_on_both()
    {
        await Store.AddAsync(_session, "0", "1");
        var fork = await Store.ForkAsync(_session, 0);
        await Store.AddAsync(fork, "a", "b");

        var second = await Store.ForkAsync(fork, 1);
        await Store.AddAsync(second, "z");
        var third = await Store.ForkAsync(second, 0);

        Assert.Equal(["0", "a", "z"], await Store.ContentsAsync(second));
        Assert.Equal(["0"], await Store.ContentsAsync(third));
    }

    [Promise]
    public async Task Clearing_or_deleting_one_leaves_the_other_whole()
    {
        await Store.AddAsync(_session, "0", "1");
        var first = await Store.ForkAsync(_session);
        var second = await Store.ForkAsync(_session, 0);

        await Store.DeleteSessionAsync(first);
        await Store.ClearSessionAsync(_session);
        Assert.Equal(["0"], await Store.ContentsAsync(second));
        await Store.DeleteSessionAsync(_session);

        Assert.Equal(["0"], await Store.ContentsAsync(second));
        await Store.AddAsync(second, "on");
        Assert.Equal(["0", "on"], await Store.ContentsAsync(second));
    }
}
