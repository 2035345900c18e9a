using System.Net;
using System.Net.Http.Json;

namespace Bots.Adapters.Tests.Web;

public sealed class OriginTests
{
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "null")]
    public async Task A_page_of_another_origin_can_neither_write_nor_read(string header, string value)
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        visitor.Http.DefaultRequestHeaders.Add(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.SayAsync("hello")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Http.PostAsJsonAsync("/chat/stop", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Http.GetAsync("/chat/history")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Http.GetAsync("/chat/events")).StatusCode);
        Assert.Empty(server.Sink.Accepted);
    }

    [Fact]
    public async Task The_page_itself_may_write()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        visitor.Http.DefaultRequestHeaders.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.Accepted, (await visitor.SayAsync("one", "m1")).StatusCode);

        visitor.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(HttpStatusCode.Accepted, (await visitor.SayAsync("two", "m2")).StatusCode);
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_the_page_may_write()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = server.Stranger();
        visitor.Http.DefaultRequestHeaders.Host = "chat.example";
        var cookie = (await visitor.LoadAsync()).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        visitor.Http.DefaultRequestHeaders.Add("Cookie", cookie);
        visitor.Http.DefaultRequestHeaders.Add("Origin", "https://chat.example");

        Assert.Equal(HttpStatusCode.Accepted, (await visitor.SayAsync("hello")).StatusCode);
    }
}
