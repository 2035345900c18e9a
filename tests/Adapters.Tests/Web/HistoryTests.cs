using System.Net;
using Bots.Adapters.Web;
using Bots.Sessions;

namespace Bots.Adapters.Tests.Web;

public sealed class HistoryTests
{
    [Fact]
    public async Task A_new_browser_has_no_history()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();

        var page = await visitor.HistoryAsync();

        Assert.Equal(0, page.GetProperty("messages").GetArrayLength());
        Assert.False(page.GetProperty("more").GetBoolean());
    }

    [Fact]
    public async Task The_user_is_shown_as_text_the_assistant_as_HTML_and_nobody_else_at_all()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var (key, browser) = await KeyOfAsync(server, visitor);
        server.History.Sessions[key] =
        [
            new("system", "be nice"),
            new("user", "<b>2*3*4</b>") { Turn = $"{browser}:m1" },
            new("assistant", "") { Turn = $"{browser}:m1" },
            new("tool", "42") { Turn = $"{browser}:m1" },
            new("assistant", "**24** <i>x</i>") { Turn = $"{browser}:m1" },
            new("assistant", "from elsewhere"),
        ];

        var messages = (await visitor.HistoryAsync()).GetProperty("messages").EnumerateArray().ToList();

        Assert.Equal(["user", "assistant", "assistant"], messages.Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("<b>2*3*4</b>", messages[0].GetProperty("text").GetString());
        Assert.Equal("m1", messages[0].GetProperty("turn").GetString());
        Assert.Equal("<p><strong>24</strong> &lt;i&gt;x&lt;/i&gt;</p>\n", messages[1].GetProperty("html").GetString());
        Assert.Null(messages[2].GetProperty("turn").GetString());
    }

    [Fact]
    public async Task A_long_history_is_shown_from_its_end()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var (key, _) = await KeyOfAsync(server, visitor);
        server.History.Sessions[key] = [.. Enumerable.Range(1, 300).Select(i => new WebMessage("user", $"{i}"))];

        var page = await visitor.HistoryAsync();

        Assert.True(page.GetProperty("more").GetBoolean());
        Assert.Equal(Enumerable.Range(101, 200).Select(i => $"{i}"), page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_a_503()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        server.History.Failure = new SessionStoreException("away");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.Http.GetAsync("/chat/history")).StatusCode);
    }

    private static async Task<(string Key, string Browser)> KeyOfAsync(WebServer server, WebVisitor visitor)
    {
        await visitor.SayAsync("who am I");
        var message = server.Sink.Accepted.Last();
        return (message.SessionKey, message.Address.ChatId);
    }
}
