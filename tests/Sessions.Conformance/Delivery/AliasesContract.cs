using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionAliases"/>.</summary>
[ContractGroup(typeof(ISessionAliases))]
public abstract class AliasesContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private ISessionAliases Aliases => Store.Require<ISessionAliases>();

    [Promise]
    public async Task A_key_leads_to_itself_at_first() => Assert.Equal("key", await Aliases.ResolveAsync("key"));

    [Promise]
    public async Task A_key_leads_where_it_was_set_to()
    {
        await Aliases.SetAsync("key", "key_new_1");
        await Aliases.SetAsync("other", "elsewhere");

        Assert.Equal("key_new_1", await Aliases.ResolveAsync("key"));
        Assert.Equal("elsewhere", await Aliases.ResolveAsync("other"));
        Assert.Equal("KEY", await Aliases.ResolveAsync("KEY"));
    }

    [Promise]
    public async Task The_last_setting_counts_and_repeating_is_fine()
    {
        await Aliases.SetAsync("key", "key_new_1");
        await Aliases.SetAsync("key", "key_new_2");
        await Aliases.SetAsync("key", "key_new_2");

        Assert.Equal("key_new_2", await Aliases.ResolveAsync("key"));
    }

    [Promise]
    public async Task A_key_set_to_itself_has_no_alias()
    {
        await Aliases.SetAsync("key", "key_new_1");
        await Aliases.SetAsync("key", "key");
        await Aliases.SetAsync("fresh", "fresh");

        Assert.Equal("key", await Aliases.ResolveAsync("key"));
        Assert.Equal("fresh", await Aliases.ResolveAsync("fresh"));
    }

    [Promise]
    public async Task A_key_leads_one_step_and_no_further()
    {
        await Aliases.SetAsync("a", "b");
        await Aliases.SetAsync("b", "a");
        await Aliases.SetAsync("c", "a");

        Assert.Equal(("b", "a", "a"), (await Aliases.ResolveAsync("a"), await Aliases.ResolveAsync("b"), await Aliases.ResolveAsync("c")));
    }

    [Promise]
    public async Task An_alias_changes_no_session()
    {
        await Store.AddAsync("key", "old");
        await Aliases.SetAsync("key", "key_new_1");

        Assert.Equal(["old"], await Store.ContentsAsync("key"));
        Assert.False(await Store.SessionExistsAsync("key_new_1"));
    }
}
