using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionRetention.SetExpiryAsync"/>.</summary>
[ContractGroup(typeof(ISessionRetention), typeof(ISessionCatalog), typeof(ISessionBranching), typeof(ISessionCheckpoints), typeof(ISessionVersions), typeof(ISessionState), typeof(ISessionSearch), typeof(ITurnLog))]
public abstract class ExpiryContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionRetention Retention => Store.Require<ISessionRetention>();

    [Promise]
    public async Task A_session_stays_until_its_time_is_over_and_is_then_as_if_deleted()
    {
        await FillAsync();
        Assert.True(await Retention.SetExpiryAsync(_session, Fixture.Clock.GetUtcNow().AddHours(1)));
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(59));
        Assert.True(await Store.SessionExistsAsync(_session));
        Assert.Equal(["zebra"], await Store.ContentsAsync(_session));

        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.False(await Store.SessionExistsAsync(_session));
        Assert.Empty(await Store.GetChatHistoryAsync(_session));
        Assert.Null(await Store.Require<ISessionCatalog>().GetSessionAsync(_session));
        Assert.Empty(await ListAsync());
        Assert.Null(await Store.Require<ISessionBranching>().GetFamilyAsync(_session));
        Assert.Empty(await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(_session));
        Assert.Empty(await Store.Require<ISessionVersions>().ListVersionsAsync(_session));
        Assert.Empty(await Store.Require<ISessionState>().ListStateAsync(StateScope.Session(_session)));
        foreach (var query in new SearchQuery[] { new("zebra") { Everyone = true }, new("zebra") { SessionId = _session }, new("zebra") { UserId = "u" } })
            Assert.Empty(await Store.Require<ISessionSearch>().SearchAsync(query));
    }

    [Promise]
    public async Task The_catalog_says_when_a_session_ends()
    {
        await FillAsync();
        var end = Fixture.Clock.GetUtcNow().AddHours(1);
        var before = await EndsAtAsync();
        await Retention.SetExpiryAsync(_session, end);
        var set = await EndsAtAsync();
        await Retention.SetExpiryAsync(_session, null);

        Assert.Equal((null, end, null), (before, set, await EndsAtAsync()));

        async Task<DateTimeOffset?> EndsAtAsync() => (await Store.Require<ISessionCatalog>().GetSessionAsync(_session))!.ExpiresAt;
    }

    [Promise]
    public async Task Nothing_can_be_done_to_a_session_whose_time_is_over()
    {
        await FillAsync();
        var checkpoint = await Store.MarkAsync(_session);
        await EndAsync();

        Assert.False(await Retention.SetExpiryAsync(_session, null));
        Assert.False(await Store.Require<ISessionCatalog>().UpdateSessionAsync(_session, new SessionChange { Title = "t" }));
        Assert.False(await Store.ClearSessionAsync(_session));
        Assert.False(await Store.DeleteSessionAsync(_session));
        Assert.Null(await Store.Require<ISessionCheckpoints>().CreateCheckpointAsync(_session));
        Assert.Null(await Store.Require<ISessionCheckpoints>().RevertToCheckpointAsync(_session, checkpoint.Id));
        Assert.Null(await Store.Require<ISessionVersions>().SaveVersionAsync(_session, "v"));
        Assert.False(await Store.Require<ISessionVersions>().RestoreVersionAsync(_session, 1));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.ForkAsync(_session));
        Assert.False(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task Its_id_begins_anew_with_nothing_of_what_was()
    {
        await FillAsync();
        var child = await Store.ForkAsync(_session);
        await EndAsync();

        var result = await Store.Require<ITurnLog>().WriteTurnAsync(new(_session) { TurnId = "turn", ExpectedVersion = 0, Messages = [new("user", "new")] });

        Assert.Equal(TurnWriteStatus.Written, result.Status);
        Assert.Equal(["new"], await Store.ContentsAsync(_session));
        Assert.Empty(await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(_session));
        Assert.Empty(await Store.Require<ISessionState>().ListStateAsync(StateScope.Session(_session)));
        Assert.Null((await Store.Require<ISessionCatalog>().GetSessionAsync(_session))!.UserId);
        Assert.Null((await Store.FamilyAsync(child)).ParentId);
        Assert.Empty((await Store.FamilyAsync(_session)).Children);
        Assert.Equal(["zebra"], await Store.ContentsAsync(child));
        await Fixture.AdvanceAsync(TimeSpan.FromDays(100));
        Assert.True(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task It_can_be_created_anew_as_well()
    {
        await FillAsync();
        await EndAsync();

        Assert.Equal(_session, await Store.Require<ISessionBranching>().CreateSessionAsync(sessionId: _session));

        Assert.Empty(await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task An_expiry_can_be_moved_and_taken_back()
    {
        await FillAsync();
        await Retention.SetExpiryAsync(_session, Fixture.Clock.GetUtcNow().AddHours(1));
        await Retention.SetExpiryAsync(_session, Fixture.Clock.GetUtcNow().AddHours(3));
        await Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.True(await Store.SessionExistsAsync(_session));

        await Retention.SetExpiryAsync(_session, null);
        await Fixture.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(["zebra"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task An_expiry_is_no_change_of_the_session_and_a_fork_does_not_inherit_it()
    {
        await FillAsync();
        var before = await Store.Require<ISessionCatalog>().GetSessionAsync(_session);

        await Retention.SetExpiryAsync(_session, Fixture.Clock.GetUtcNow().AddHours(1));

        Assert.Equal((before!.Version, before.UpdatedAt), await VersionAndTimeAsync());
        var fork = await Store.ForkAsync(_session);
        await Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(["zebra"], await Store.ContentsAsync(fork));
        Assert.Null((await Store.FamilyAsync(fork)).ParentId);
    }

    [Promise]
    public async Task An_unknown_session_has_no_expiry()
    {
        Assert.False(await Retention.SetExpiryAsync(_session, Fixture.Clock.GetUtcNow()));
        Assert.False(await Store.SessionExistsAsync(_session));
    }

    private async Task FillAsync()
    {
        await Store.Require<ITurnLog>().WriteTurnAsync(new(_session) { UserId = "u", TurnId = "turn", Messages = [new("user", "zebra")] });
        await Store.Require<ISessionState>().SetStateAsync(StateScope.Session(_session), "key", JsonSerializer.SerializeToElement(1));
        await Store.MarkAsync(_session, "here");
        await Store.Require<ISessionVersions>().SaveVersionAsync(_session, "one");
    }

    private async Task EndAsync()
    {
        await Retention.SetExpiryAsync(_session, Fixture.Clock.GetUtcNow().AddHours(1));
        await Fixture.AdvanceAsync(TimeSpan.FromHours(2));
    }

    private async Task<(long, DateTimeOffset)> VersionAndTimeAsync() =>
        await Store.Require<ISessionCatalog>().GetSessionAsync(_session) is { } data ? (data.Version, data.UpdatedAt) : default;

    private async Task<List<string>> ListAsync()
    {
        var ids = new List<string>();
        await foreach (var session in Store.Require<ISessionCatalog>().ListSessionsAsync()) ids.Add(session.Id);
        return ids;
    }
}
