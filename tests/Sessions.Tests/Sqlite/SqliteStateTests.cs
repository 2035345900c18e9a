using System.Text.Json;
using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteStateTests : SqliteFolderTests
{
    private static readonly StateScope Mine = StateScope.Session("a");

    [Fact]
    public async Task A_value_is_set_changed_and_removed_and_its_version_only_grows()
    {
        var store = Open();

        Assert.Null(await store.GetStateAsync(Mine, "k"));
        var first = Assert.NotNull(await store.SetStateAsync(Mine, "k", Json(1)));
        Assert.Equal(first + 1, await store.SetStateAsync(Mine, "k", Json("two"), expectedVersion: first));
        Assert.Null(await store.SetStateAsync(Mine, "k", Json(3), expectedVersion: first));
        Assert.Equal("\"two\"", (await store.GetStateAsync(Mine, "k"))!.Value!.Value.GetRawText());
        Assert.Equal(first + 2, await store.SetStateAsync(Mine, "k", null));
        Assert.Null(await store.GetStateAsync(Mine, "k"));
        Assert.Null(await store.SetStateAsync(Mine, "k", Json(4), expectedVersion: first + 2));
        Assert.Equal(first + 3, await store.SetStateAsync(Mine, "k", Json(4), expectedVersion: 0));

        var history = await store.GetStateHistoryAsync(Mine, "k");
        Assert.Equal(["4", null, "\"two\"", "1"], history.Select(static change => change.Value?.GetRawText()));
        Assert.Equal([first + 3, first + 2], (await store.GetStateHistoryAsync(Mine, "k", 2)).Select(static change => change.Version));
    }

    [Fact]
    public async Task Scopes_and_owners_do_not_share_values()
    {
        var store = Open();
        StateScope[] scopes = [StateScope.App, StateScope.User("a"), StateScope.User("A"), Mine, StateScope.Session("A"), StateScope.Shared("a")];
        foreach (var (scope, number) in scopes.Select(static (scope, number) => (scope, number))) await store.SetStateAsync(scope, "k", Json(number));

        foreach (var (scope, number) in scopes.Select(static (scope, number) => (scope, number)))
            Assert.Equal($"{number}", Assert.Single(await store.ListStateAsync(scope)).Value.Value!.Value.GetRawText());
    }

    [Fact]
    public async Task Increments_at_once_lose_nothing()
    {
        var store = Open();
        var other = Open();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => (number % 2 == 0 ? store : other).IncrementStateAsync(StateScope.App, "n", 3).AsTask()));

        Assert.Equal(600, (await store.GetStateAsync(StateScope.App, "n"))!.Value!.Value.GetInt64());
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    [InlineData("9223372036854775807")]
    public async Task What_is_no_whole_number_is_not_added_to(string value)
    {
        var store = Open();
        await store.SetStateAsync(StateScope.App, "n", JsonDocument.Parse(value).RootElement);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.IncrementStateAsync(StateScope.App, "n").AsTask());
        Assert.Equal(value, (await store.GetStateAsync(StateScope.App, "n"))!.Value!.Value.GetRawText());
    }

    [Fact]
    public async Task Keys_and_values_have_limits()
    {
        var store = Open();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.SetStateAsync(Mine, "", Json(1)).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.SetStateAsync(Mine, new string('k', 257), Json(1)).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.SetStateAsync(Mine, "k", Json(new string('v', 1024 * 1024))).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.SetStateAsync(default, "k", Json(1)).AsTask());
        Assert.NotNull(await store.SetStateAsync(Mine, new string('k', 256), Json(new string('v', (1024 * 1024) - 2))));
    }

    [Fact]
    public async Task State_goes_with_forks_and_back_with_checkpoints()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "1");
        await SetAsync(store, "a", ("x", 1), ("y", 1));
        await store.CreateCheckpointAsync("a", "mark");
        await SetAsync(store, "a", ("x", 2), ("z", 2));

        var fork = await store.ForkSessionAsync("a");
        var undo = await store.RevertToCheckpointAsync("a", "mark");

        Assert.Equal("x=1 y=1", await StateAsync(store, "a"));
        Assert.Equal("x=2 y=1 z=2", await StateAsync(store, fork));
        await store.RevertToCheckpointAsync("a", undo!.Id);
        Assert.Equal("x=2 y=1 z=2", await StateAsync(store, "a"));
    }

    [Fact]
    public async Task State_is_erased_with_its_session_and_no_other()
    {
        var store = Open();
        foreach (var id in new[] { "a", "b" })
        {
            await store.AddMessageAsync(id, "user", "1");
            await SetAsync(store, id, ("x", 1));
            await store.SetStateAsync(StateScope.Shared(id), "s", Json(1));
            await store.CreateCheckpointAsync(id);
        }

        await store.DeleteSessionAsync("a");

        Assert.Equal((2, 1), (Number("SELECT count(*) FROM state"), Number("SELECT count(*) FROM checkpoint_state")));
        Assert.Equal("x=1", await StateAsync(store, "b"));
    }

    [Fact]
    public async Task A_counter_does_not_grow_the_file_without_end()
    {
        var store = Open(static options => options.Synchronous = SqliteSynchronous.Normal);

        for (var number = 0; number < 150; number++) await store.IncrementStateAsync(StateScope.App, "n");

        Assert.Equal(100, Number("SELECT count(*) FROM state"));
        Assert.Equal(150, (await store.GetStateAsync(StateScope.App, "n"))!.Value!.Value.GetInt64());
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);

    private static async Task SetAsync(SqliteSessionStore store, string session, params (string Key, int Value)[] values)
    {
        foreach (var (key, value) in values) await store.SetStateAsync(StateScope.Session(session), key, Json(value));
    }

    private static async Task<string> StateAsync(SqliteSessionStore store, string session) => string.Join(
        ' ', (await store.ListStateAsync(StateScope.Session(session))).OrderBy(static row => row.Key).Select(static row => $"{row.Key}={row.Value.Value}"));
}
