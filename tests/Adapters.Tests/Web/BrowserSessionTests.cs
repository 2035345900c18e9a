using System.Net;
using System.Text.RegularExpressions;
using Bots.Fakes;
using Microsoft.AspNetCore.DataProtection;

namespace Bots.Adapters.Tests.Web;

public sealed partial class BrowserSessionTests
{
    [Fact]
    public async Task Each_browser_is_a_user_of_its_own_and_stays_it()
    {
        await using var server = await WebServer.StartAsync();
        using var alice = await server.VisitAsync();
        using var bob = await server.VisitAsync();

        await alice.SayAsync("one", "a1");
        await bob.SayAsync("two", "b1");
        await alice.LoadAsync();
        await alice.SayAsync("three", "a2");

        var keys = server.Sink.Accepted.Select(message => message.SessionKey).ToList();
        Assert.All(keys, key => Assert.Matches(KeyShape(), key));
        Assert.Equal(keys[0], keys[2]);
        Assert.NotEqual(keys[0], keys[1]);
    }

    [Fact]
    public async Task The_user_the_chat_and_the_key_carry_the_same_number()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();

        await visitor.SayAsync("hello");

        var message = Assert.Single(server.Sink.Accepted);
        var number = message.Address.ChatId;
        Assert.True(long.Parse(number, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal($"bot_web_{number}", message.SessionKey);
        Assert.Equal($"web_{number}", message.UserId);
        Assert.Equal($"{number}:m1", message.DedupeId);
        Assert.Equal("web", message.Bot);
        Assert.False(message.IsGroup);
    }

    [Fact]
    public async Task A_browser_is_known_again_after_a_restart_with_the_same_keys()
    {
        var keys = new EphemeralDataProtectionProvider();
        await using var before = await WebServer.StartAsync(protection: keys);
        await using var after = await WebServer.StartAsync(protection: keys);
        using var visitor = await before.VisitAsync();
        await visitor.SayAsync("before");

        using var again = after.Stranger();
        again.Http.DefaultRequestHeaders.Add("Cookie", $"bots_web_{after.Address.Port}={visitor.Cookie!.Value}");
        await again.SayAsync("after");

        Assert.Equal(before.Sink.Accepted.Single().SessionKey, after.Sink.Accepted.Single().SessionKey);
    }

    [Fact]
    public async Task A_tampered_cookie_names_nobody_and_loading_the_page_gives_a_fresh_one()
    {
        await using var server = await WebServer.StartAsync();
        using var owner = await server.VisitAsync();
        await owner.SayAsync("mine");
        var value = owner.Cookie!.Value.ToCharArray();
        value[^5] = value[^5] == 'A' ? 'B' : 'A';

        using var thief = server.Stranger();
        thief.Http.DefaultRequestHeaders.Add("Cookie", $"{owner.Cookie.Name}={new string(value)}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.SayAsync("theirs")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.Http.GetAsync("/chat/history")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.Http.GetAsync("/chat/events")).StatusCode);
        await thief.LoadAsync();
        thief.Http.DefaultRequestHeaders.Remove("Cookie");
        await thief.SayAsync("mine now");

        var keys = server.Sink.Accepted.Select(message => message.SessionKey).ToList();
        Assert.Equal(2, keys.Count);
        Assert.NotEqual(keys[0], keys[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("%%%")]
    [InlineData("AAAAAAAAAAA")]
    public async Task A_cookie_that_is_no_cookie_of_ours_names_nobody(string value)
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = server.Stranger();
        visitor.Http.DefaultRequestHeaders.Add("Cookie", $"bots_web_{server.Address.Port}={value}");

        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.SayAsync("hello")).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_lasts_a_year()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = server.Stranger();

        var header = (await visitor.LoadAsync()).Headers.GetValues("Set-Cookie").Single();

        Assert.Contains("httponly", header, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", header, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=31536000", header, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", header, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task One_browser_never_hears_what_another_is_told()
    {
        await using var server = await WebServer.StartAsync();
        using var alice = await server.VisitAsync();
        using var bob = await server.VisitAsync();
        await using var bobsTab = await bob.ListenAsync();
        await using var alicesTab = await alice.ListenAsync();

        await alice.SayAsync("a secret");
        await alicesTab.NextAsync("message");
        await bob.SayAsync("hello");

        Assert.Equal("hello", (await bobsTab.NextAsync("message")).GetProperty("text").GetString());
    }

    [GeneratedRegex("^bot_web_[1-9][0-9]*$")]
    private static partial Regex KeyShape();
}
