using Bots.Adapters;
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
