namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionBranching"/> about creating sessions and about their tree.</summary>
[ContractGroup(typeof(ISessionBranching), typeof(ISessionCatalog))]
public abstract class BranchingContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionBranching Branching => Store.Require<ISessionBranching>();

    [Promise]
    public async Task A_created_session_exists_and_is_empty()
    {
        var id = await Branching.CreateSessionAsync("Holidays", sessionId: _session);

        Assert.Equal(_session, id);
        Assert.True(await Store.SessionExistsAsync(_session));
        Assert.Empty(await Store.ContentsAsync(_session));
        var data = await Store.Require<ISessionCatalog>().GetSessionAsync(_session);
        Assert.Equal(("Holidays", 0), (data?.Title, data?.MessageCount));
        Assert.True(data?.Version > 0);
    }

    [Promise]
    public async Task A_created_session_is_continued_like_any_other()
    {
        await Branching.CreateSessionAsync(sessionId: _session);
        var before = await Store.VersionAsync(_session);

        await Store.AddAsync(_session, "1", "2");

        Assert.Equal(["1", "2"], await Store.ContentsAsync(_session));
        Assert.True(await Store.VersionAsync(_session) > before);
    }

    [Promise]
    public async Task Without_an_id_every_session_gets_one_of_its_own()
    {
        var first = await Branching.CreateSessionAsync();
        var second = await Branching.CreateSessionAsync();

        Assert.NotEqual(first, second);
        Assert.True(await Store.SessionExistsAsync(first));
        Assert.True(await Store.SessionExistsAsync(second));
        Assert.Null((await Store.Require<ISessionCatalog>().GetSessionAsync(first))?.Title);
    }

    [Promise]
    public async Task An_existing_id_is_refused_and_left_alone()
    {
        await Store.AddAsync(_session, "1");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Branching.CreateSessionAsync("other", sessionId: _session).AsTask());

        Assert.Equal(["1"], await Store.ContentsAsync(_session));
        Assert.Null((await Store.Require<ISessionCatalog>().GetSessionAsync(_session))?.Title);
    }

    [Promise]
    public async Task Of_many_that_create_one_id_at_once_one_succeeds()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await Branching.CreateSessionAsync(sessionId: _session);
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        })));

        Assert.Single(created, _session);
    }

    [Promise]
    public async Task An_unknown_parent_is_refused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Branching.CreateSessionAsync(parentId: Some.Session(), sessionId: _session).AsTask());

        Assert.False(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task An_id_that_is_none_is_refused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Branching.CreateSessionAsync(sessionId: "half \ud800").AsTask());

    [Promise]
    public async Task A_session_below_another_takes_no_history_over()
    {
        await Store.AddAsync(_session, "1");

        var child = await Branching.CreateSessionAsync(parentId: _session);

        Assert.Empty(await Store.ContentsAsync(child));
        var family = await Store.FamilyAsync(child);
        Assert.Equal((child, _session, null), (family.Id, family.ParentId, family.ForkedAt));
    }

    [Promise]
    public async Task A_family_names_parent_and_children_oldest_first()
    {
        await Store.AddAsync(_session, "1");
        var children = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            children.Add(number == 1 ? await Store.ForkAsync(_session) : await Branching.CreateSessionAsync(parentId: _session));
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        var grandchild = await Store.ForkAsync(children[1]);

        var family = await Store.FamilyAsync(_session);
        Assert.Equal((null, null), (family.ParentId, family.ForkedAt));
        Assert.Equal(children, family.Children);
        Assert.Equal([grandchild], (await Store.FamilyAsync(children[1])).Children);
        Assert.Equal(children[1], (await Store.FamilyAsync(grandchild)).ParentId);
    }

    [Promise]
    public async Task An_unknown_session_has_no_family() => Assert.Null(await Branching.GetFamilyAsync(_session));

    [Promise]
    public async Task A_deleted_child_is_no_child()
    {
        await Store.AddAsync(_session, "1");
        var child = await Store.ForkAsync(_session);

        await Store.DeleteSessionAsync(child);
        await Store.AddAsync(child, "a new one of the same name");

        Assert.Empty((await Store.FamilyAsync(_session)).Children);
        Assert.Null((await Store.FamilyAsync(child)).ParentId);
    }

    [Promise]
    public async Task A_deleted_parent_is_null_even_when_its_id_is_used_again()
    {
        await Store.AddAsync(_session, "1");
        var fork = await Store.ForkAsync(_session);

        await Store.DeleteSessionAsync(_session);
        var orphan = await Store.FamilyAsync(fork);
        await Store.AddAsync(_session, "a new one of the same name");

        Assert.Equal((null, 0), (orphan.ParentId, orphan.ForkedAt));
        Assert.Null((await Store.FamilyAsync(fork)).ParentId);
        Assert.Empty((await Store.FamilyAsync(_session)).Children);
    }
}
