namespace Bots.Sessions.Tests.Model;

public sealed class PlatformNameTests
{
    [Fact]
    public void Names_read_as_they_stand_in_keys()
    {
        Assert.Equal(("telegram", "discord", "web"), (PlatformName.Telegram.Value, PlatformName.Discord.Value, PlatformName.Web.ToString()));
        Assert.Equal("telegram-support2", PlatformName.Of("telegram", "support2").Value);
        Assert.Equal(PlatformName.Telegram, PlatformName.Of("telegram"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Telegram")]
    [InlineData("tele_gram")]
    [InlineData("tele-gram")]
    [InlineData("tele gram")]
    [InlineData("télégram")]
    [InlineData("٣")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    [InlineData(null)]
    public void A_name_that_would_make_keys_ambiguous_is_refused(string? name)
    {
        Assert.Throws<ArgumentException>("platform", () => PlatformName.Of(name!));
        if (name is not null) Assert.Throws<ArgumentException>("account", () => PlatformName.Of("telegram", name));
    }

    [Fact]
    public void An_empty_name_names_nothing() => Assert.Throws<InvalidOperationException>(() => default(PlatformName).Value);
}
