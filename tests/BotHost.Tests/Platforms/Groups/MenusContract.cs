using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>Where the platform has a menu of commands, they are in it.</summary>
[PlatformGroup(Offers.Menus)]
public abstract class MenusContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task The_menu_shows_what_everyone_may_use_and_nothing_else()
    {
        // Some platforms are told of one command after the other.
        await UntilAsync(() => Platform.Menu.ToHashSet().IsSupersetOf(["help", "new", "stop", "whoami", "history", "export", "forget"]), () => $"a menu with everything: {string.Join(' ', Platform.Menu)}");

        Assert.DoesNotContain("access", Platform.Menu);
        Assert.DoesNotContain("owner", Platform.Menu);
    }
}
