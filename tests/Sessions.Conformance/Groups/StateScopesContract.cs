using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>Whose a value is, and what becomes of it with its session.</summary>
[ContractGroup(typeof(ISessionState), typeof(ISessionCatalog))]
public abstract class StateScopesContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionState State => Store.Require<ISessionState>();

    [Promise]
    public async Task No_scope_sees_the_values_of_another()
    {
        StateScope[] scopes =
        [
            StateScope.App, StateScope.User("x"), StateScope.User("X"), StateScope.User("x/"), StateScope.User("x_"),
            StateScope.Session("x"), StateScope.Session("X"), StateScope.Shared("x"), StateScope.Shared("X"),
        ];
        for (var number = 0; number < scopes.Length; number++) await State.SetStateAsync(scopes[number], "key", JsonSerializer.SerializeToElement(number));

        for (var number = 0; number < scopes.Length; number++)
        {
            Assert.Equal(number, (await State.GetStateAsync(scopes[number], "key"))?.Value?.GetInt32());
            Assert.Single(await State.ListStateAsync(scopes[number]));
        }
    }

    [Promise]
    public async Task A_scope_that_names_nobody_is_refused()
    {
        foreach (var scope in new Func<StateScope>[] { () => default, () => StateScope.User(""), () => StateScope.User("\ud800"), () => StateScope.Session(""), () => StateScope.Shared("\ud800") })
        {
            await RefusedAsync(async () => await State.GetStateAsync(scope(), "key"));
            await RefusedAsync(async () => await State.SetStateAsync(scope(), "key", JsonSerializer.SerializeToElement(1)));
            await RefusedAsync(async () => await State.IncrementStateAsync(scope(), "key"));
            await RefusedAsync(async () => await State.ListStateAsync(scope()));
            await RefusedAsync(async () => await State.GetStateHistoryAsync(scope(), "key"));
        }

        static Task RefusedAsync(Func<Task> call) => Assert.ThrowsAnyAsync<ArgumentException>(call);
    }

    [Promise]
    public async Task A_sessions_value_creates_the_session_and_a_users_does_not()
    {
        var other = Some.Session();
        await State.IncrementStateAsync(StateScope.User(_session), "key");
        Assert.False(await Store.SessionExistsAsync(_session));

        await State.IncrementStateAsync(StateScope.Session(_session), "key");
        await State.IncrementStateAsync(StateScope.Shared(other), "key");

        Assert.True(await Store.SessionExistsAsync(_session));
        Assert.True(await Store.SessionExistsAsync(other));
        Assert.Empty(await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_value_is_no_message_and_no_metadata()
    {
        await Store.AddAsync(_session, "1");
        var before = await Store.Require<ISessionCatalog>().GetSessionAsync(_session);

        await State.IncrementStateAsync(StateScope.Session(_session), "key");
        await State.IncrementStateAsync(StateScope.Shared(_session), "key");

        var after = await Store.Require<ISessionCatalog>().GetSessionAsync(_session);
        Assert.Equal((before?.Version, 1), (after?.Version, after?.MessageCount));
        Assert.True(after?.Metadata.IsEmpty);
    }

    [Promise]
    public async Task Values_stay_while_messages_come_and_data_changes()
    {
        await State.IncrementStateAsync(StateScope.Session(_session), "key", 7);

        await Store.AddAsync(_session, "1");
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(_session, new SessionChange { Title = "T", Metadata = MessageMetadata.Empty.With("a", "b") });

        Assert.Equal(7, (await State.GetStateAsync(StateScope.Session(_session), "key"))?.Value?.GetInt32());
        Assert.Equal(["1"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task Clearing_and_deleting_a_session_erase_its_values_and_no_others()
    {
        foreach (var erase in new Func<ValueTask<bool>>[] { () => Store.ClearSessionAsync(_session), () => Store.DeleteSessionAsync(_session) })
        {
            foreach (var scope in new[] { StateScope.Session(_session), StateScope.Shared(_session), StateScope.User("u"), StateScope.App })
                await State.IncrementStateAsync(scope, "key");

            Assert.True(await erase());

            foreach (var scope in new[] { StateScope.Session(_session), StateScope.Shared(_session) })
            {
                Assert.Null(await State.GetStateAsync(scope, "key"));
                Assert.Empty(await State.GetStateHistoryAsync(scope, "key"));
            }

            Assert.NotNull(await State.GetStateAsync(StateScope.User("u"), "key"));
            Assert.NotNull(await State.GetStateAsync(StateScope.App, "key"));
        }
    }
}
