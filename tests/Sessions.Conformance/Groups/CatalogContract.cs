using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionCatalog"/>.</summary>
[ContractGroup(typeof(ISessionCatalog))]
public abstract class CatalogContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionCatalog Catalog => Store.Require<ISessionCatalog>();

    [Promise]
    public async Task An_unknown_session_is_null_and_cannot_be_changed()
    {
        Assert.Null(await Catalog.GetSessionAsync(_session));
        Assert.False(await Catalog.UpdateSessionAsync(_session, new SessionChange { Title = "none" }));
        Assert.Null(await Catalog.GetSessionAsync(_session));
        Assert.Empty(await ListAsync());
    }

    [Promise]
    public async Task A_new_session_has_its_id_and_no_other_data()
    {
        await Store.AddAsync(_session, "one", "two");

        var data = await DataAsync();

        Assert.Equal(_session, data.Id);
        Assert.Equal(2, data.MessageCount);
        Assert.Equal((null, null, null), (data.Title, data.AgentName, data.UserId));
        Assert.True(data.Metadata.IsEmpty);
        Assert.NotEqual(default, data.CreatedAt);
    }

    [Promise]
    public async Task A_change_sets_what_it_names_and_leaves_the_rest()
    {
        await Store.AddAsync(_session, "one");
        Assert.True(await Catalog.UpdateSessionAsync(_session, new SessionChange { Title = "Holidays", AgentName = "guide", UserId = "telegram_1" }));

        Assert.True(await Catalog.UpdateSessionAsync(_session, new SessionChange { AgentName = "cook" }));

        var data = await DataAsync();
        Assert.Equal(("Holidays", "cook", "telegram_1"), (data.Title, data.AgentName, data.UserId));
    }

    [Promise]
    public async Task Metadata_is_added_or_replaced_by_name()
    {
        await Store.AddAsync(_session, "one");
        await Catalog.UpdateSessionAsync(_session, new SessionChange { Metadata = MessageMetadata.Empty.With("kept", "1").With("replaced", "2") });

        await Catalog.UpdateSessionAsync(_session, new SessionChange { Metadata = MessageMetadata.Empty.With("replaced", "3").With("deep", JsonSerializer.SerializeToElement(new[] { 1, 2 })) });

        var expected = MessageMetadata.Empty.With("kept", "1").With("replaced", "3").With("deep", JsonSerializer.SerializeToElement(new[] { 1, 2 }));
        Assert.Equal(expected, (await DataAsync()).Metadata);
    }

    [Promise]
    public async Task The_version_grows_with_every_change_of_the_messages()
    {
        var versions = new List<long>();
        await Store.AddAsync(_session, "one");
        versions.Add((await DataAsync()).Version);
        await Store.AddAsync(_session, "two");
        versions.Add((await DataAsync()).Version);
        await Store.ClearSessionAsync(_session);
        versions.Add((await DataAsync()).Version);
        await Store.AddAsync(_session, "three");
        versions.Add((await DataAsync()).Version);

        Assert.True(versions[0] > 0);
        Assert.Equal(versions.Order().Distinct(), versions);
    }

    [Promise]
    public async Task A_change_of_the_data_leaves_version_and_messages()
    {
        await Store.AddAsync(_session, "one");
        var before = await DataAsync();
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));

        await Catalog.UpdateSessionAsync(_session, new SessionChange { Title = "Holidays", Metadata = MessageMetadata.Empty.With("a", "b") });

        var after = await DataAsync();
        Assert.Equal((before.Version, 1), (after.Version, after.MessageCount));
        Assert.Equal(["one"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task Clearing_keeps_the_data_and_deleting_forgets_it()
    {
        await Store.AddAsync(_session, "one");
        await Catalog.UpdateSessionAsync(_session, new SessionChange { Title = "Holidays" });
        await Store.ClearSessionAsync(_session);

        var cleared = await DataAsync();
        await Store.DeleteSessionAsync(_session);
        var deleted = await Catalog.GetSessionAsync(_session);
        await Store.AddAsync(_session, "again");

        Assert.Equal(("Holidays", 0), (cleared.Title, cleared.MessageCount));
        Assert.Null(deleted);
        Assert.Null((await DataAsync()).Title);
    }

    [Promise]
    public async Task Creation_and_last_change_are_told_apart()
    {
        await Store.AddAsync(_session, "one");
        var before = await DataAsync();
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));

        await Store.AddAsync(_session, "two");

        var after = await DataAsync();
        Assert.Equal(before.CreatedAt, after.CreatedAt);
        Assert.True(after.UpdatedAt > before.UpdatedAt);
    }

    [Promise]
    public async Task The_list_starts_with_the_session_changed_last()
    {
        foreach (var id in new[] { "first", "second", "third" })
        {
            await Store.AddAsync(id, "text");
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        await Store.AddAsync("first", "text");

        Assert.Equal(["first", "third", "second"], await ListAsync());
        Assert.Equal(["first", "third"], await ListAsync(new SessionQuery { Limit = 2 }));
        Assert.Empty(await ListAsync(new SessionQuery { Limit = 0 }));
    }

    [Promise]
    public async Task The_list_of_a_user_holds_only_that_users_sessions()
    {
        foreach (var (id, user) in new[] { ("a", "telegram_1"), ("b", "telegram_2"), ("c", "telegram_1"), ("d", null) })
        {
            await Store.AddAsync(id, "text");
            await Catalog.UpdateSessionAsync(id, new SessionChange { UserId = user });
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["c", "a"], await ListAsync(new SessionQuery { UserId = "telegram_1" }));
        Assert.Equal(["c"], await ListAsync(new SessionQuery { UserId = "telegram_1", Limit = 1 }));
        Assert.Empty(await ListAsync(new SessionQuery { UserId = "telegram_" }));
        Assert.Empty(await ListAsync(new SessionQuery { UserId = "TELEGRAM_1" }));
    }

    [Promise]
    public async Task The_list_of_a_prefix_holds_only_sessions_whose_id_begins_so()
    {
        foreach (var id in new[] { "chat_-7_new_1", "chat_-7_new_22", "chat_-7_newer", "chat_-77_new_1", "CHAT_-7_new_1", "chat_-7", "chat_-7_new_ä/😀" })
        {
            await Store.AddAsync(id, "text");
            await Catalog.UpdateSessionAsync(id, new SessionChange { UserId = id.EndsWith('1') ? "telegram_1" : "telegram_2" });
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["chat_-7_new_ä/😀", "chat_-7_new_22", "chat_-7_new_1"], await ListAsync(new SessionQuery { IdPrefix = "chat_-7_new_" }));
        Assert.Equal(["chat_-7_new_ä/😀"], await ListAsync(new SessionQuery { IdPrefix = "chat_-7_new_", Limit = 1 }));
        Assert.Equal(["chat_-7_new_1"], await ListAsync(new SessionQuery { IdPrefix = "chat_-7_new_", UserId = "telegram_1" }));
        Assert.Equal(["chat_-7_new_ä/😀"], await ListAsync(new SessionQuery { IdPrefix = "chat_-7_new_ä/" }));
        Assert.Equal(7, (await ListAsync(new SessionQuery { IdPrefix = "" })).Count);
        Assert.Empty(await ListAsync(new SessionQuery { IdPrefix = "chat_-8" }));
    }

    [Promise]
    public async Task The_list_tells_the_same_as_asking_for_each()
    {
        await Store.AddAsync(_session, "one", "two");
        await Catalog.UpdateSessionAsync(_session, new SessionChange { Title = "Holidays", Metadata = MessageMetadata.Empty.With("a", "b") });

        await foreach (var listed in Catalog.ListSessionsAsync()) Assert.Equal(await DataAsync(), listed);
    }

    private async Task<SessionData> DataAsync() =>
        await Catalog.GetSessionAsync(_session) ?? throw new InvalidOperationException("The session is unknown.");

    private async Task<List<string>> ListAsync(SessionQuery? query = null)
    {
        var ids = new List<string>();
        await foreach (var data in Catalog.ListSessionsAsync(query)) ids.Add(data.Id);
        return ids;
    }
}
