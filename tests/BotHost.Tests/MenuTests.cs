using Bots.Adapters;
using Bots.BotHost.Access;
using Bots.BotHost.Commands;
using Bots.Fakes;
using Microsoft.Extensions.Configuration;

namespace Bots.BotHost.Tests;

/// <summary>The menus of commands that platforms show, by kind of chat and language.</summary>
public sealed class MenuTests
{
    [Fact]
    public async Task Menus_hold_every_command_and_less_in_groups()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        var (everywhere, groups) = (await MenuAsync(host, null, MenuPlace.Everywhere), await MenuAsync(host, null, MenuPlace.Groups));
        Assert.Contains(everywhere.Commands, static command => command is { Name: "sessions", Description: "list your conversations and switch" });
        Assert.Contains(everywhere.Commands, static command => command.Name == "export");
        Assert.DoesNotContain(groups.Commands, static command => command.Name is "export" or "forget");
        Assert.All(everywhere.Commands, static command => Assert.DoesNotContain('`', command.Description));
    }

    [Theory]
    [InlineData("de")]
    [InlineData("es")]
    [InlineData("fr")]
    [InlineData("ru")]
    public async Task Every_command_has_a_text_of_its_own_in_every_language_that_comes_along(string language)
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        var english = await MenuAsync(host, null, MenuPlace.Everywhere);
        var menu = await MenuAsync(host, language, MenuPlace.Everywhere);
        Assert.Equal(english.Commands.Select(static command => command.Name), menu.Commands.Select(static command => command.Name));
        Assert.All(menu.Commands.Zip(english.Commands), static pair => Assert.NotEqual(pair.Second.Description, pair.First.Description));
        Assert.Equal((await MenuAsync(host, null, MenuPlace.Groups)).Commands.Count, (await MenuAsync(host, language, MenuPlace.Groups)).Commands.Count);
    }

    [Theory]
    [InlineData("de")]
    [InlineData("es")]
    [InlineData("fr")]
    [InlineData("ru")]
    public async Task The_owners_commands_have_texts_in_every_language_too_and_stand_in_the_owners_chat_alone(string language)
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        var menus = CommandMenus.OfOwner(host.Get<IEnumerable<IChatCommand>>(), Read().Texts, "7");

        var (english, own) = (menus.Single(static menu => menu.Language is null), menus.Single(menu => menu.Language == language));

        Assert.All(menus, static menu => Assert.Equal("7", menu.ChatId));
        Assert.Contains(english.Commands, static command => command is { Name: "access", Description: "who may write to this bot; change it" });
        Assert.Equal(english.Commands.Select(static command => command.Name), own.Commands.Select(static command => command.Name));
        Assert.All(own.Commands.Zip(english.Commands), static pair => Assert.NotEqual(pair.Second.Description, pair.First.Description));
        Assert.DoesNotContain((await MenuAsync(host, language, MenuPlace.Everywhere)).Commands, static command => command.Name is "access" or "owner");
    }

    [Fact]
    public async Task The_owners_menus_follow_whose_bot_it_is()
    {
        var clock = new TestClock();
        await using var host = await TestHost.StartAsync(Some.Echo(), time: clock);
        await MenuAsync(host, null, MenuPlace.Everywhere);
        var book = host.Get<AccessBook>();

        Assert.True(await book.TryClaimAsync("fake", new("fake_1") { Place = new("1", "bot_fake_1") }));
        await ShownAsync(static menu => menu is { ChatId: "1", Commands.Count: > 0 });
        Assert.True(await book.ResetOwnerAsync("fake"));
        Assert.True(await book.TryClaimAsync("fake", new("fake_2") { Place = new("2", "bot_fake_2") }));
        await ShownAsync(static menu => menu is { ChatId: "1", Commands: [] } or { ChatId: "2", Commands.Count: > 0 });

        Assert.Equal(10, host.Adapter.Menus.Count);

        Task ShownAsync(Func<CommandMenu, bool> isExpected) => Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return host.Adapter.Menus.All(isExpected);
            },
            "the owner's menus");
    }

    [Fact]
    public void The_configuration_adds_languages_and_replaces_texts()
    {
        var (texts, problems) = Read(("Menus:it:help", "cosa so fare"), ("Menus:de:help", "Hilfe"));
        Assert.Empty(problems);
        Assert.Equal(["de", "es", "fr", "it", "ru"], texts.Languages);
        Assert.Equal("cosa so fare", texts.Of("it", "help"));
        Assert.Null(texts.Of("it", "new"));
        Assert.Equal("Hilfe", texts.Of("de", "help"));
        Assert.NotNull(texts.Of("de", "new"));
    }

    [Theory]
    [InlineData("Menus:german:help", "Hilfe", "Menus:german: a language has two small letters")]
    [InlineData("Menus:it:help", "", "Menus:it:help: the text of a command in a menu has 1 to 256 characters.")]
    public void What_no_menu_can_show_is_refused_by_the_name_of_its_setting(string key, string value, string problem) =>
        Assert.StartsWith(problem, Assert.Single(Read((key, value)).Problems), StringComparison.Ordinal);

    private static (MenuTexts Texts, List<string> Problems) Read(params (string Key, string Value)[] settings)
    {
        var problems = new List<string>();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
        return (new(configuration.GetSection("Menus"), problems.Add), problems);
    }

    private static async Task<CommandMenu> MenuAsync(TestHost host, string? language, MenuPlace place)
    {
        await Eventually.TrueAsync(() => host.Adapter.Menus.Count == 10, "the menus are shown");
        return host.Adapter.Menus.Single(menu => menu.Language == language && menu.Place == place);
    }
}
