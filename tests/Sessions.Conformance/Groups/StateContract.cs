using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionState"/>.</summary>
[ContractGroup(typeof(ISessionState))]
public abstract class StateContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionState State => Store.Require<ISessionState>();

    private StateScope[] Scopes => [StateScope.App, StateScope.User("telegram_1"), StateScope.Session(_session), StateScope.Shared(_session)];

    [Promise]
    public async Task A_value_is_null_until_it_is_set()
    {
        foreach (var scope in Scopes)
        {
            Assert.Null(await State.GetStateAsync(scope, "language"));
            Assert.Empty(await State.ListStateAsync(scope));
            Assert.Empty(await State.GetStateHistoryAsync(scope, "language"));
        }

        Assert.False(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task Any_json_comes_back_as_it_was()
    {
        foreach (var scope in Scopes)
        {
            foreach (var json in new[] { "1", "-0.5", "\"ümlaut \\u0000 😀\"", "true", "null", "[]", """{"a":[1,{"b":null}]}""" })
            {
                var version = await State.SetStateAsync(scope, "key", Json(json));
                var read = await State.GetStateAsync(scope, "key");

                Assert.True(JsonElement.DeepEquals(Json(json), read!.Value!.Value), json);
                Assert.Equal(version, read.Version);
                Assert.NotEqual(default, read.ChangedAt);
            }
        }
    }

    [Promise]
    public async Task The_version_grows_with_every_change_removals_included()
    {
        foreach (var scope in Scopes)
        {
            var versions = new List<long?>();
            foreach (var value in new JsonElement?[] { Json("1"), Json("1"), null, Json("2") }) versions.Add(await State.SetStateAsync(scope, "key", value));

            Assert.True(versions[0] > 0);
            Assert.Equal(versions.Order().Distinct(), versions);
            Assert.Equal(versions[^1], (await State.GetStateAsync(scope, "key"))?.Version);
        }
    }

    [Promise]
    public async Task A_removed_value_is_gone()
    {
        foreach (var scope in Scopes)
        {
            await State.SetStateAsync(scope, "key", Json("1"));
            await State.SetStateAsync(scope, "key", null);

            Assert.Null(await State.GetStateAsync(scope, "key"));
            Assert.Empty(await State.ListStateAsync(scope));
        }
    }

    [Promise]
    public async Task A_value_of_another_version_is_not_overwritten()
    {
        foreach (var scope in Scopes)
        {
            var first = await State.SetStateAsync(scope, "key", Json("1"), expectedVersion: 0);
            Assert.NotNull(first);
            Assert.Null(await State.SetStateAsync(scope, "key", Json("9"), expectedVersion: 0));
            var second = await State.SetStateAsync(scope, "key", Json("2"), first);
            Assert.NotNull(second);
            Assert.Null(await State.SetStateAsync(scope, "key", Json("9"), first));
            Assert.Null(await State.SetStateAsync(scope, "key", null, first));
            Assert.Equal(2, (await State.GetStateAsync(scope, "key"))?.Value?.GetInt32());

            Assert.NotNull(await State.SetStateAsync(scope, "key", null, second));
            Assert.Null(await State.SetStateAsync(scope, "key", Json("9"), second));
            Assert.NotNull(await State.SetStateAsync(scope, "key", Json("3"), expectedVersion: 0));
        }
    }

    [Promise]
    public async Task A_value_that_was_erased_and_set_again_is_not_the_one_it_was()
    {
        foreach (var scope in (StateScope[])[StateScope.Session(_session), StateScope.Shared(_session)])
        {
            var old = await State.SetStateAsync(scope, "key", Json("1"));
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
            await Store.ClearSessionAsync(_session);
            var anew = await State.SetStateAsync(scope, "key", Json("2"));

            Assert.Null(await State.SetStateAsync(scope, "key", Json("1"), old));
            Assert.NotNull(await State.SetStateAsync(scope, "key", Json("3"), anew));
            await Store.ClearSessionAsync(_session);
        }
    }

    [Promise]
    public async Task A_refused_value_creates_no_session()
    {
        Assert.Null(await State.SetStateAsync(StateScope.Session(_session), "key", Json("1"), expectedVersion: 7));

        Assert.False(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task Of_parallel_writers_that_expect_one_version_one_succeeds()
    {
        foreach (var scope in Scopes)
        {
            var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => State.SetStateAsync(scope, "key", Json($"{number}"), 0).AsTask())));

            Assert.Single(written, static version => version is not null);
        }
    }

    [Promise]
    public async Task Parallel_increments_lose_nothing()
    {
        foreach (var scope in Scopes)
        {
            var sums = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => State.IncrementStateAsync(scope, "count").AsTask())));

            Assert.Equal(Enumerable.Range(1, 20).Select(static number => (long)number), sums.Order());
            Assert.Equal(20, (await State.GetStateAsync(scope, "count"))?.Value?.GetInt64());
        }
    }

    [Promise]
    public async Task An_increment_adds_what_it_is_told_to_a_number()
    {
        await State.SetStateAsync(StateScope.App, "count", Json("40"));

        Assert.Equal(42, await State.IncrementStateAsync(StateScope.App, "count", 2));
        Assert.Equal(-8, await State.IncrementStateAsync(StateScope.App, "count", -50));
        Assert.Equal(-8, await State.IncrementStateAsync(StateScope.App, "count", 0));
    }

    [Promise]
    public async Task What_is_no_whole_number_is_not_added_to()
    {
        foreach (var json in new[] { "\"1\"", "1.5", "true", "null", "[]", "99999999999999999999" })
        {
            await State.SetStateAsync(StateScope.App, "key", Json(json));
            await Assert.ThrowsAsync<InvalidOperationException>(() => State.IncrementStateAsync(StateScope.App, "key").AsTask());
            Assert.True(JsonElement.DeepEquals(Json(json), (await State.GetStateAsync(StateScope.App, "key"))!.Value!.Value));
        }
    }

    [Promise]
    public async Task The_list_holds_what_is_set_by_key()
    {
        foreach (var scope in Scopes)
        {
            foreach (var key in new[] { "b", "a", "A", "gone" }) await State.SetStateAsync(scope, key, Json($"\"{key}\""));
            await State.SetStateAsync(scope, "gone", null);

            var all = await State.ListStateAsync(scope);

            Assert.Equal(["A", "a", "b"], all.Keys.Order(StringComparer.Ordinal));
            Assert.All(all, static pair => Assert.Equal(pair.Key, pair.Value.Value?.GetString()));
        }
    }

    [Promise]
    public async Task The_history_is_newest_first_and_a_removal_has_no_value()
    {
        foreach (var scope in Scopes)
        {
            foreach (var value in new JsonElement?[] { Json("1"), Json("2"), null, Json("3") })
            {
                await State.SetStateAsync(scope, "key", value);
                await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
            }

            var history = await State.GetStateHistoryAsync(scope, "key");

            Assert.Equal([3, null, 2, 1], history.Select(static change => change.Value?.GetInt32()));
            Assert.Equal(history.OrderByDescending(static change => change.Version), history);
            Assert.True(history[0].ChangedAt > history[1].ChangedAt);
            Assert.Equal([3, null], (await State.GetStateHistoryAsync(scope, "key", 2)).Select(static change => change.Value?.GetInt32()));
        }
    }

    [Promise]
    public async Task A_key_is_any_text_up_to_its_longest()
    {
        foreach (var key in new[] { " ", "a/b", "../x", "ümlaut 😀", "\0", new string('k', 256) })
        {
            await State.SetStateAsync(StateScope.App, key, Json("1"));
            Assert.NotNull(await State.GetStateAsync(StateScope.App, key));
        }

        foreach (var key in new[] { "", new string('k', 257), "half \ud800" })
            await Assert.ThrowsAnyAsync<ArgumentException>(() => State.SetStateAsync(StateScope.App, key, Json("1")).AsTask());
    }

    [Promise]
    public async Task A_large_value_is_kept_and_a_larger_one_refused()
    {
        await State.SetStateAsync(StateScope.App, "key", JsonSerializer.SerializeToElement(new string('x', 1_000_000)));

        Assert.Equal(1_000_000, (await State.GetStateAsync(StateScope.App, "key"))?.Value?.GetString()?.Length);
        await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            State.SetStateAsync(StateScope.App, "key", JsonSerializer.SerializeToElement(new string('x', 1_100_000))).AsTask());
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
