using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionVersions.MergeAsync"/> about state.</summary>
[ContractGroup(typeof(ISessionVersions), typeof(ISessionBranching), typeof(ISessionState))]
public abstract class MergedStateContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _left = Some.Session();
    private readonly string _right = Some.Session();

    [Promise]
    public async Task A_value_that_one_side_changed_since_they_parted_comes_from_there()
    {
        await ForkAsync("left", "right", "same", "removed");
        await SetAsync(_left, "left", 2);
        await SetAsync(_right, "right", 3);
        await SetAsync(_right, "added", 3);
        await SetAsync(_right, "removed", null);

        var (conflicts, state) = await MergeAsync(MergePreference.Right);

        Assert.Empty(conflicts);
        Assert.Equal("added=3 left=2 right=3 same=1", state);
    }

    [Promise]
    public async Task Where_both_changed_it_the_right_side_wins_unless_asked_otherwise()
    {
        await ForkAsync("a", "b", "equal");
        await SetAsync(_right, "a", 3);
        await SetAsync(_right, "equal", 9);
        await SetAsync(_left, "b", 2);
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));
        await SetAsync(_left, "a", 2);
        await SetAsync(_left, "equal", 9);
        await SetAsync(_right, "b", 3);

        Assert.Equal((MergePreference.Right, "a=3 b=3 equal=9"), (new MergeOptions().State, (await MergeAsync(new MergeOptions().State)).State));
        Assert.Equal("a=2 b=2 equal=9", (await MergeAsync(MergePreference.Left)).State);
        Assert.Equal("a=2 b=3 equal=9", (await MergeAsync(MergePreference.Newest)).State);
        Assert.Equal(["a", "b"], (await MergeAsync(MergePreference.Left)).Conflicts);
    }

    [Promise]
    public async Task A_removal_is_a_change_as_well()
    {
        await ForkAsync("key");
        await SetAsync(_right, "key", null);
        await SetAsync(_left, "key", 2);

        var right = await MergeAsync(MergePreference.Right);
        var left = await MergeAsync(MergePreference.Left);

        Assert.Equal(["key"], right.Conflicts);
        Assert.Equal(("", "key=2"), (right.State, left.State));
    }

    [Promise]
    public async Task The_newest_change_wins_when_asked_for_a_removal_too_and_of_equally_new_ones_the_right()
    {
        await ForkAsync("left", "right", "removed", "kept");
        foreach (var (session, key, value) in new (string, string, int?)[] { (_right, "left", 3), (_left, "right", 2), (_right, "removed", 3), (_left, "kept", null), (_right, "new", 3) })
            await SetAsync(session, key, value);
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));
        foreach (var (session, key, value) in new (string, string, int?)[] { (_left, "left", 2), (_right, "right", 3), (_left, "removed", null), (_right, "kept", 3), (_left, "new", 2) })
            await SetAsync(session, key, value);
        await SetAsync(_left, "equal", 2);
        await SetAsync(_right, "equal", 3);

        var (conflicts, state) = await MergeAsync(MergePreference.Newest);

        Assert.Equal(["equal", "kept", "left", "new", "removed", "right"], conflicts);
        Assert.Equal("equal=3 kept=3 left=2 new=2 right=3", state);
    }

    [Promise]
    public async Task A_value_is_as_old_in_a_fork_as_where_it_was_set()
    {
        var older = Some.Session();
        foreach (var session in new[] { older, _right }) await Store.AddAsync(session, "0");
        await SetAsync(older, "key", 2);
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));
        await SetAsync(_right, "key", 3);
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));
        await Store.Require<ISessionBranching>().ForkSessionAsync(older, sessionId: _left);

        Assert.Equal("key=3", (await MergeAsync(MergePreference.Newest)).State);
    }

    [Promise]
    public async Task Two_forks_of_one_session_and_a_fork_of_a_fork_know_what_they_had_in_common()
    {
        var root = Some.Session();
        await Store.AddAsync(root, "0");
        foreach (var key in new[] { "left", "right", "same" }) await SetAsync(root, key, 1);
        var middle = await Store.ForkAsync(root);
        await Store.Require<ISessionBranching>().ForkSessionAsync(root, sessionId: _left);
        await Store.Require<ISessionBranching>().ForkSessionAsync(middle, sessionId: _right);
        await SetAsync(_left, "left", 2);
        await SetAsync(_right, "right", 3);

        var (conflicts, state) = await MergeAsync(MergePreference.Right);

        Assert.Empty(conflicts);
        Assert.Equal("left=2 right=3 same=1", state);
    }

    [Promise]
    public async Task Without_a_common_past_every_value_that_differs_is_a_conflict()
    {
        foreach (var session in new[] { _left, _right }) await Store.AddAsync(session, "0");
        await SetAsync(_left, "z", 1);
        await SetAsync(_right, "z", 2);
        await SetAsync(_left, "a", 1);
        await SetAsync(_right, "a", 2);
        await SetAsync(_left, "mine", 1);

        var (conflicts, state) = await MergeAsync(MergePreference.Right);

        Assert.Equal(["a", "z"], conflicts);
        Assert.Equal("a=2 mine=1 z=2", state);
    }

    private async Task ForkAsync(params string[] keys)
    {
        await Store.AddAsync(_left, "0");
        foreach (var key in keys) await SetAsync(_left, key, 1);
        await Store.Require<ISessionBranching>().ForkSessionAsync(_left, sessionId: _right);
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));
    }

    private async Task SetAsync(string session, string key, int? value) =>
        await Store.Require<ISessionState>().SetStateAsync(StateScope.Session(session), key, value is null ? null : JsonSerializer.SerializeToElement(value));

    private async Task<(IReadOnlyList<string> Conflicts, string State)> MergeAsync(MergePreference preference)
    {
        var merged = await Store.Require<ISessionVersions>().MergeAsync(_left, _right, new MergeOptions { TargetId = Some.Session(), State = preference });
        var values = await Store.Require<ISessionState>().ListStateAsync(StateScope.Session(merged.SessionId));
        return (merged.Conflicts, string.Join(' ', values.OrderBy(static row => row.Key, StringComparer.Ordinal).Select(static row => $"{row.Key}={row.Value.Value}")));
    }
}
