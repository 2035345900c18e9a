using Bots.Adapters;
using Bots.BotHost.Access;
using Bots.BotHost.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.BotHost.Tests.Access;

public sealed class AccessConfigurationTests
{
    [Theory]
    [InlineData("Access:Unknown", "nobody")]
    [InlineData("Access:Allow:Users:0", "alice")]
    [InlineData("Access:Allow:Users:0", "12345")]
    [InlineData("Access:Allow:User", "telegram_1")]
    [InlineData("Access:Alow", "telegram_1")]
    [InlineData("Access:Block", "telegram_1")]
    [InlineData("Access:RateLimit:MessagesPerMinute", "many")]
    [InlineData("Access:RateLimit:MessagesPerMinute", "-1")]
    [InlineData("Access:Pairing:Lifetime", "00:00:01")]
    [InlineData("Bots:telegram:Access:Allow:Users:0", "alice")]
    [InlineData("Bots:telegram:Access:Unknwon", "pair")]
    public void A_mistake_is_told_with_its_key(string key, string value)
    {
        var (_, problems) = Read((key, value));

        Assert.Contains(problems, problem => problem.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void An_account_has_the_common_lists_and_its_own_and_its_own_rule_wins()
    {
        var (book, problems) = Read(
            ("Access:Unknown", "deny"), ("Access:Allow:Users:0", "telegram_1"), ("Access:RateLimit:MessagesPerMinute", "20"),
            ("Bots:telegram:Access:Unknown", "Pair"), ("Bots:telegram:Access:Allow:Users:0", "2"), ("Bots:telegram:Access:Block:Chats", "-5, telegram_-6"),
            ("Bots:support:Platform", "telegram"), ("Bots:support:Access:RateLimit:Burst", "2"));

        Assert.Empty(problems);
        var telegram = book.For("telegram");
        Assert.Equal((UnknownUsers.Pair, 20), (telegram.Unknown, telegram.RateLimit.MessagesPerMinute));
        Assert.True(telegram.Allows(From("telegram", "1")) && telegram.Allows(From("telegram", "2")) && !telegram.Allows(From("telegram", "3")));
        Assert.True(telegram.Blocks(From("telegram", "2", chat: "-5")) && telegram.Blocks(From("telegram", "2", chat: "-6")));
        var support = book.For("support");
        Assert.Equal((UnknownUsers.Deny, 0, 2), (support.Unknown, support.RateLimit.MessagesPerMinute, support.RateLimit.Burst));
        Assert.False(support.Allows(From("support", "2")));
        Assert.Equal(UnknownUsers.Allow, book.For("web").Unknown);
    }

    [Fact]
    public void Nothing_in_the_configuration_is_as_the_documentation_says()
    {
        var (book, problems) = Read();

        Assert.Empty(problems);
        var rules = book.For("telegram");
        Assert.Null(rules.Unknown);
        Assert.Equal((0, 5), (rules.RateLimit.MessagesPerMinute, rules.RateLimit.Burst));
        Assert.Equal((TimeSpan.FromHours(1), 3), (rules.Pairing.Lifetime, rules.Pairing.MaxPending));
    }

    private static InboundMessage From(string bot, string user, string? chat = null) => new(bot, "1", "k", $"telegram_{user}", "hi", new(chat ?? user));

    private static (AccessRulebook Book, IReadOnlyList<string> Problems) Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Bots:telegram:Platform", "telegram"), new("Bots:web:Platform", "web"), .. settings.Select(static setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))])
            .Build();
        var (problems, services) = (new ConfigurationProblems(), new ServiceCollection());
        services.AddConfiguredBots(configuration, problems);
        services.AddConfiguredAccess(configuration, problems);
        var provider = services.BuildServiceProvider();
        return (provider.GetRequiredService<AccessRulebook>(), problems.Collect(provider));
    }
}
