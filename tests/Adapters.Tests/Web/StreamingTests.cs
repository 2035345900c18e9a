using System.Net;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Web;

public sealed class StreamingTests
{
    private static readonly Func<string, CancellationToken, ValueTask> NoPreview = (_, _) => default;

    [Fact]
    public async Task All_tabs_see_the_message_the_typing_and_the_growing_answer()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        await using var one = await visitor.ListenAsync();
        await using var two = await visitor.ListenAsync();
        await visitor.SayAsync("hello");

        await using var stream = server.Adapter.OpenReply(server.Sink.Accepted.Single(), null, NoPreview);
        foreach (var tab in new[] { one, two })
        {
            Assert.Equal("m1", (await tab.NextAsync("message")).GetProperty("turn").GetString());
            var typing = await tab.NextAsync("answer");
            Assert.True(typing.GetProperty("active").GetBoolean());
            Assert.Null(typing.GetProperty("html").GetString());
        }

        stream.Append("**so");
        stream.Append(" far**");
        foreach (var tab in new[] { one, two }) await UntilHtmlAsync(tab, "<p><strong>so far</strong></p>\n");
    }

    [Fact]
    public async Task A_tab_that_connects_in_the_middle_sees_the_answer_so_far()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        await visitor.SayAsync("hello");
        await using var stream = server.Adapter.OpenReply(server.Sink.Accepted.Single(), null, NoPreview);
        stream.Append("half an answer");

        await using var tab = await visitor.ListenAsync();

        await UntilHtmlAsync(tab, "<p>half an answer</p>\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Typing_ends_with_the_stream_however_it_ends(bool completes)
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        await using var tab = await visitor.ListenAsync();
        await visitor.SayAsync("hello");
        var stream = server.Adapter.OpenReply(server.Sink.Accepted.Single(), null, NoPreview);
        stream.Append("text");

        if (completes) Assert.Null(await stream.CompleteAsync(default));
        await stream.DisposeAsync();
        stream.Append("too late");

        while ((await tab.NextAsync("answer")).GetProperty("active").GetBoolean())
        {
        }

        await using var later = await visitor.ListenAsync();
        Assert.DoesNotContain("answer", later.Seen());
    }

    [Fact]
    public async Task A_quiet_connection_is_kept_open_by_pings()
    {
        var clock = new TestClock();
        await using var server = await WebServer.StartAsync(clock);
        using var visitor = await server.VisitAsync();
        await using var tab = await visitor.ListenAsync();

        clock.Advance(TimeSpan.FromSeconds(3));
        await tab.NextAsync("ping");
        clock.Advance(TimeSpan.FromSeconds(15));
        await tab.NextAsync("ping");
    }

    [Fact]
    public async Task A_stopping_host_ends_the_streams()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        await using var tab = await visitor.ListenAsync();

        server.StopHost();

        await tab.Ended.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_browser_has_a_bounded_number_of_tabs()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var tabs = new List<WebListener>();
        for (var i = 0; i < 16; i++) tabs.Add(await visitor.ListenAsync());

        Assert.Equal(HttpStatusCode.TooManyRequests, (await visitor.Http.GetAsync("/chat/events")).StatusCode);

        await tabs[0].DisposeAsync();
        await Eventually.TrueAsync(() => !server.Adapter.Rooms.IsFull(server.Adapter.Rooms.Chats.Single()), "a tab has left");
        foreach (var tab in tabs.Skip(1)) await tab.DisposeAsync();
        await Eventually.TrueAsync(() => server.Adapter.Rooms.Chats.Count == 0, "nothing is kept of a browser that is away");
    }

    private static async Task UntilHtmlAsync(WebListener tab, string html)
    {
        while ((await tab.NextAsync("answer")).GetProperty("html").GetString() != html)
        {
        }
    }
}
