namespace Bots.Sessions.Tests.Model;

public sealed class SessionKeyTests
{
    private static readonly PlatformName Support = PlatformName.Of("telegram", "support");

    [Fact]
    public void Keys_read_as_documented()
    {
        Assert.Equal("bot_telegram_12345", SessionKey.ForUser(PlatformName.Telegram, 12345).Value);
        Assert.Equal("bot_telegram_12345_chat_-100777", SessionKey.ForUser(PlatformName.Telegram, 12345).InChat(-100777).Value);
        Assert.Equal("bot_telegram_chat_-100777", SessionKey.ForChat(PlatformName.Telegram, -100777).Value);
        Assert.Equal("bot_telegram_chat_-100777_thread_5", SessionKey.ForChat(PlatformName.Telegram, -100777).InThread(5).Value);
        Assert.Equal("bot_telegram-support_12345", SessionKey.ForUser(Support, 12345).Value);
        Assert.Equal("bot_discord_12345_new_17", SessionKey.ForUser(PlatformName.Discord, 12345).Renewed(17).Value);
    }

    [Fact]
    public void Different_places_never_share_a_key()
    {
        long[] ids = [1, 12, -1, -12, 0, long.MaxValue, long.MinValue];
        PlatformName[] platforms = [PlatformName.Telegram, PlatformName.Discord, PlatformName.Web, Support, PlatformName.Of("telegram", "1")];
        var users = platforms.SelectMany(platform => ids.Select(id => SessionKey.ForUser(platform, id))).ToArray();
        var chats = platforms.SelectMany(platform => ids.Select(id => SessionKey.ForChat(platform, id))).ToArray();
        var places = users.Concat(chats).Concat(users.SelectMany(user => ids.Select(user.InChat))).ToArray();
        var all = places.Concat(places.SelectMany(place => ids.Select(place.InThread))).Concat(users.SelectMany(user => ids.Select(user.Renewed))).ToArray();

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(all, static key => Assert.Matches("^[A-Za-z0-9_-]+$", key.Value));
    }

    [Fact]
    public void Equal_places_have_equal_keys()
    {
        var key = SessionKey.ForUser(PlatformName.Telegram, 1).InChat(2).InThread(3);

        Assert.Equal(SessionKey.ForUser(PlatformName.Of("telegram"), 1).InChat(2).InThread(3), key);
        Assert.Equal(key.Value, key.ToString());
    }

    [Fact]
    public void An_empty_key_names_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => default(SessionKey).Value);
        Assert.Throws<InvalidOperationException>(() => default(SessionKey).InChat(1));
    }

    [Fact]
    public void The_longest_key_is_a_session_id()
    {
        var platform = PlatformName.Of(new('p', 32), new('a', 32));

        var key = SessionKey.ForUser(platform, long.MinValue).InChat(long.MinValue).InThread(long.MinValue).Renewed(long.MinValue);

        Assert.Equal(key.Value, SessionId.Check(key.Value));
    }
}
