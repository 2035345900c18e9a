using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionVersions"/> about saving and restoring.</summary>
[ContractGroup(typeof(ISessionVersions), typeof(ISessionCheckpoints), typeof(ISessionState))]
public abstract class VersionsContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionVersions Versions => Store.Require<ISessionVersions>();

    [Promise]
    public async Task Versions_are_numbered_from_one_and_listed_oldest_first_without_their_content()
    {
        await Store.AddAsync(_session, "0");
        var first = await Versions.SaveVersionAsync(_session, "before the trip");
        await Store.AddAsync(_session, "1", "2");
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));
        var second = await Versions.SaveVersionAsync(_session, "");

        var listed = await Versions.ListVersionsAsync(_session);

        Assert.Equal((1, 2), (first, second));
        Assert.Equal([(1, "before the trip", 1), (2, "", 3)], listed.Select(static version => (version.Number, version.Description, version.MessageCount)));
        Assert.True(listed[0].CreatedAt < listed[1].CreatedAt);
    }

    [Promise]
    public async Task A_version_brings_back_messages_and_state_and_can_be_undone()
    {
        await Store.AddAsync(_session, "0", "1");
        await SetAsync("key", 1);
        await Versions.SaveVersionAsync(_session, "then");
        await Store.RevertAsync(_session, 0);
        await Store.AddAsync(_session, "other");
        await SetAsync("key", 2);
        await SetAsync("new", 2);

        var isRestored = await Versions.RestoreVersionAsync(_session, 1);
        var there = (await Store.ContentsAsync(_session), await GetAsync("key"), await GetAsync("new"));
        await Store.RevertAsync(_session, (await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(_session)).Last(static one => one.Kind == CheckpointKind.Undo).Id);

        Assert.True(isRestored);
        Assert.Equal(["0", "1"], there.Item1);
        Assert.Equal((1, null), (there.Item2, there.Item3));
        Assert.Equal(["0", "other"], await Store.ContentsAsync(_session));
        Assert.Equal((2, 2), (await GetAsync("key"), await GetAsync("new")));
    }

    [Promise]
    public async Task A_version_can_be_restored_again_and_again()
    {
        await Store.AddAsync(_session, "0");
        await Versions.SaveVersionAsync(_session, "one");
        await Store.AddAsync(_session, "1");
        await Versions.SaveVersionAsync(_session, "two");

        foreach (var (number, expected) in new[] { (1, new[] { "0" }), (2, ["0", "1"]), (1, ["0"]), (2, ["0", "1"]) })
        {
            Assert.True(await Versions.RestoreVersionAsync(_session, number));
            Assert.Equal(expected, await Store.ContentsAsync(_session));
        }

        Assert.Equal(3, await Versions.SaveVersionAsync(_session, "three"));
    }

    [Promise]
    public async Task A_restored_session_goes_on_from_there()
    {
        await Store.AddAsync(_session, "0");
        await Versions.SaveVersionAsync(_session, "one");
        await Store.AddAsync(_session, "1");

        await Versions.RestoreVersionAsync(_session, 1);
        await Store.AddAsync(_session, "2");

        Assert.Equal(["0", "2"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task An_empty_history_can_be_saved()
    {
        var created = await Store.Require<ISessionBranching>().CreateSessionAsync();
        Assert.Equal(1, await Versions.SaveVersionAsync(created, "empty"));
        await Store.AddAsync(created, "0");

        Assert.True(await Versions.RestoreVersionAsync(created, 1));

        Assert.Empty(await Store.ContentsAsync(created));
    }

    [Promise]
    public async Task Unknown_sessions_and_numbers_are_an_answer()
    {
        Assert.Null(await Versions.SaveVersionAsync(_session, "none"));
        Assert.False(await Versions.RestoreVersionAsync(_session, 1));
        Assert.Empty(await Versions.ListVersionsAsync(_session));
        Assert.False(await Store.SessionExistsAsync(_session));
        await Store.AddAsync(_session, "0");
        await Versions.SaveVersionAsync(_session, "one");

        foreach (var number in new[] { 0, 2, -1 }) Assert.False(await Versions.RestoreVersionAsync(_session, number));
        Assert.Equal(["0"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_version_is_not_removed_as_a_checkpoint_but_by_its_number()
    {
        await Store.AddAsync(_session, "0", "1");
        await Versions.SaveVersionAsync(_session, "one");
        await Store.RevertAsync(_session, 0);
        await Versions.SaveVersionAsync(_session, "two");
        var checkpoint = (await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(_session)).First(static one => one.Kind == CheckpointKind.Version);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Require<ISessionCheckpoints>().DeleteCheckpointAsync(_session, checkpoint.Id).AsTask());

        Assert.Contains("version 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await Versions.ListVersionsAsync(_session)).Count);
        Assert.True(await Versions.DeleteVersionAsync(_session, 1));
        foreach (var number in new[] { 1, 3 }) Assert.False(await Versions.DeleteVersionAsync(_session, number));
        Assert.False(await Versions.DeleteVersionAsync(Some.Session(), 1));
        Assert.False(await Versions.RestoreVersionAsync(_session, 1));
        Assert.Equal([2], (await Versions.ListVersionsAsync(_session)).Select(static version => version.Number));
        Assert.DoesNotContain(checkpoint, await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(_session));
        Assert.Equal(3, await Versions.SaveVersionAsync(_session, "three"));
        Assert.Equal(["0"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task Clearing_and_deleting_a_session_erase_its_versions()
    {
        foreach (var erase in new Func<string, ValueTask<bool>>[] { id => Store.ClearSessionAsync(id), id => Store.DeleteSessionAsync(id) })
        {
            await Store.AddAsync(_session, "0");
            await Versions.SaveVersionAsync(_session, "one");
            await erase(_session);
            await Store.AddAsync(_session, "1");

            Assert.Empty(await Versions.ListVersionsAsync(_session));
            Assert.False(await Versions.RestoreVersionAsync(_session, 1));
            await Store.DeleteSessionAsync(_session);
        }
    }

    private async Task SetAsync(string key, int value) =>
        await Store.Require<ISessionState>().SetStateAsync(StateScope.Session(_session), key, JsonSerializer.SerializeToElement(value));

    private async Task<int?> GetAsync(string key) => (await Store.Require<ISessionState>().GetStateAsync(StateScope.Session(_session), key))?.Value?.GetInt32();
}
