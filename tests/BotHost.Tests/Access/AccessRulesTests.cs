using Bots.Adapters;
using Bots.BotHost.Access;

namespace Bots.BotHost.Tests.Access;

public sealed class AccessRulesTests
{
    private static readonly InboundMessage Private = new("telegram", "1", "bot_telegram_7", "telegram_7", "hi", new("7"));

    private static readonly InboundMessage Group = Private with { Address = new("-100777", "5"), IsGroup = true };

    private static readonly InboundMessage Server = new("discord", "1", "k", "discord_7", "hi", new("70", "71")) { IsGroup = true, GuildId = "9", RoleIds = ["3", "4"] };

    [Fact]
    public void A_user_is_known_wherever_they_write_and_a_chat_to_everyone_in_it()
    {
        var rules = Rules(new() { Users = ["telegram_7"], Chats = ["telegram_-100777"] });

        Assert.True(rules.Allows(Private));
        Assert.True(rules.Allows(Group));
        Assert.True(rules.Allows(Group with { UserId = "telegram_8" }));
        Assert.False(rules.Allows(Private with { UserId = "telegram_8", Address = new("8") }));
        Assert.False(rules.Allows(Private with { UserId = "discord_7" }));
    }

    [Theory]
    [InlineData("guild", "9")]
    [InlineData("channel", "70")]
    [InlineData("channel", "71")]
    [InlineData("chat", "70")]
    [InlineData("role", "4")]
    [InlineData("user", "7")]
    public void On_Discord_servers_channels_threads_and_roles_count_as_well(string kind, string id)
    {
        Assert.True(Rules(List(kind, $"discord_{id}")).Allows(Server));
        Assert.True(Rules(block: List(kind, $"discord_{id}")).Blocks(Server));
        Assert.False(Rules(List(kind, "discord_1")).Allows(Server));
        Assert.False(Rules(block: List(kind, "discord_1")).Blocks(Server));
    }

    [Fact]
    public void The_same_number_of_another_kind_is_somebody_else()
    {
        Assert.False(Rules(List("user", "discord_9")).Allows(Server));
        Assert.False(Rules(List("role", "discord_9")).Allows(Server));
        Assert.False(Rules(List("guild", "discord_70")).Allows(Server));
    }

    [Fact]
    public void A_topic_of_Telegram_is_no_chat_of_its_own() => Assert.False(Rules(List("chat", "telegram_5")).Allows(Group));

    [Fact]
    public void Bare_numbers_in_an_accounts_own_section_are_of_its_platform()
    {
        var rules = AccessRules.Of(new() { Allow = List("user", "discord_1") }, new() { Allow = List("user", "7") }, "telegram", isOpen: false);

        Assert.True(rules.Allows(Private));
        Assert.False(rules.Allows(Private with { UserId = "discord_7" }));
        Assert.True(rules.Allows(Server with { UserId = "discord_1" }));
    }

    [Fact]
    public void Nothing_configured_leaves_the_choice_to_the_owner_and_an_allow_list_shuts_the_others_out()
    {
        Assert.Null(Rules().Unknown);
        Assert.Equal(UnknownUsers.Deny, Rules(List("user", "telegram_7")).Unknown);
        Assert.Equal(UnknownUsers.Pair, AccessRules.Of(new() { Unknown = UnknownUsers.Pair, Allow = List("user", "telegram_7") }, null, "telegram", isOpen: false).Unknown);
        Assert.Null(Rules(block: List("user", "telegram_7")).Unknown);
    }

    [Fact]
    public void The_web_chat_is_open_unless_its_own_section_closes_it()
    {
        var all = new AccessOptions { Unknown = UnknownUsers.Deny, Allow = List("user", "telegram_7"), Block = List("user", "web_3") };

        var open = AccessRules.Of(all, null, "web", isOpen: true);
        Assert.Equal(UnknownUsers.Allow, open.Unknown);
        Assert.False(open.NeedsOwner);
        Assert.True(open.Blocks(Private with { UserId = "web_3" }));
        Assert.Equal(UnknownUsers.Pair, AccessRules.Of(all, new() { Unknown = UnknownUsers.Pair }, "web", isOpen: true).Unknown);
        Assert.Equal(UnknownUsers.Deny, AccessRules.Of(all, new() { Allow = List("user", "5") }, "web", isOpen: true).Unknown);
    }

    [Theory]
    [InlineData("telegram_12345", "telegram_12345")]
    [InlineData(" 12345 ", "x_12345")]
    [InlineData("telegram_-100777", "telegram_-100777")]
    [InlineData("-100777", "x_-100777")]
    [InlineData("alice", null)]
    [InlineData("@alice", null)]
    [InlineData("telegram_", null)]
    [InlineData("_5", null)]
    [InlineData("", null)]
    public void An_id_is_a_number_with_its_platform(string text, string? id) => Assert.Equal(id, AccessId.Normal(text, "x"));

    private static AccessRules Rules(AccessList? allow = null, AccessList? block = null) =>
        AccessRules.Of(new() { Allow = allow ?? new(), Block = block ?? new() }, null, "telegram", isOpen: false);

    private static AccessList List(string kind, string id) => kind switch
    {
        "user" => new() { Users = [id] },
        "chat" => new() { Chats = [id] },
        "channel" => new() { Channels = [id] },
        "guild" => new() { Guilds = [id] },
        _ => new() { Roles = [id] },
    };
}
