using System.Collections.Concurrent;
using Bots.Fakes;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Web;

public sealed class DeliveryTests
{
    private static readonly Func<string, CancellationToken, ValueTask> NoPreview = (_, _) => default;

    [Fact]
    public async Task A_reply_is_delivered_when_a_tab_says_that_it_shows_it()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        await using var tab = await visitor.ListenAsync();
        var entry = await ReplyAsync(server, visitor, "hello", "**Hi** there");

        var delivery = server.Adapter.DeliverAsync(entry, NoPreview, default);
        var final = await tab.NextAsync("final");
        Assert.False(delivery.IsCompleted);
        await visitor.ReceiptAsync(final.GetProperty("id").GetString()!);

        Assert.IsType<DeliveryOutcome.Delivered>(await delivery);
        Assert.Equal("m1", final.GetProperty("turn").GetString());
        Assert.Equal("<p><strong>Hi</strong> there</p>\n", final.GetProperty("html").GetString());
        Assert.False(final.GetProperty("command").GetBoolean());
    }

    [Fact]
    public async Task What_answers_no_message_has_a_place_of_its_own()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        await using var tab = await visitor.ListenAsync();
        await visitor.SayAsync("hello");
        var message = server.Sink.Accepted.Last() with { DedupeId = "", Text = "" };

        var turns = new List<string?>();
        foreach (var id in new[] { 1, 2 })
        {
            var delivery = server.Adapter.DeliverAsync(new(id, Assert.Single(server.Adapter.Render(message, new("News.")))), NoPreview, default);
            turns.Add((await tab.NextAsync("final")).GetProperty("turn").GetString());
            await visitor.ReceiptAsync($"{id}");
            await delivery;
        }

        Assert.Equal(2, turns.Distinct().Count());
        Assert.DoesNotContain("m1", turns);
    }

    [Fact]
    public async Task Every_tab_gets_the_reply_and_one_receipt_is_enough()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        await using var one = await visitor.ListenAsync();
        await using var two = await visitor.ListenAsync();
        var entry = await ReplyAsync(server, visitor, "/help", "Help.");

        var delivery = server.Adapter.DeliverAsync(entry, NoPreview, default);
        Assert.True((await one.NextAsync("final")).GetProperty("command").GetBoolean());
        await two.NextAsync("final");
        await visitor.ReceiptAsync("7");

        Assert.IsType<DeliveryOutcome.Delivered>(await delivery);
    }

    [Fact]
    public async Task A_file_comes_with_the_reply()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        await using var tab = await visitor.ListenAsync();
        await visitor.SayAsync("/export");
        var reply = new Reply("") { File = new("all.json", "{\"a\":\"<ä>\"}") };
        var message = Assert.Single(server.Adapter.Render(server.Sink.Accepted.Single(), reply));

        var delivery = server.Adapter.DeliverAsync(new(7, message), NoPreview, default);
        var file = (await tab.NextAsync("final")).GetProperty("file");
        await visitor.ReceiptAsync("7");

        await delivery;
        Assert.Equal("all.json", file.GetProperty("name").GetString());
        Assert.Equal("{\"a\":\"<ä>\"}", file.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Without_a_tab_the_reply_is_parked_and_the_return_of_the_browser_is_told()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var entry = await ReplyAsync(server, visitor, "/help", "Help.");
        var back = new ConcurrentQueue<string>();
        server.Adapter.BrowserConnected += back.Enqueue;

        Assert.IsType<DeliveryOutcome.Parked>(await server.Adapter.DeliverAsync(entry, NoPreview, default));
        Assert.Empty(back);
        await using var tab = await visitor.ListenAsync();
        await Eventually.TrueAsync(() => !back.IsEmpty, "the host is told");
        Assert.Equal(entry.Message.Chat, back.First());

        var delivery = server.Adapter.DeliverAsync(entry, NoPreview, default);
        await tab.NextAsync("final");
        await visitor.ReceiptAsync("7");
        Assert.IsType<DeliveryOutcome.Delivered>(await delivery);
    }

    [Fact]
    public async Task The_return_is_told_again_for_a_reply_that_was_parked_in_the_very_moment()
    {
        var clock = new TestClock();
        await using var server = await WebServer.StartAsync(clock);
        using var visitor = await server.VisitAsync();
        var back = new ConcurrentQueue<string>();
        server.Adapter.BrowserConnected += back.Enqueue;
        await using var tab = await visitor.ListenAsync();

        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(4, back.Count);

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(4, back.Count);
    }

    [Fact]
    public async Task A_tab_that_says_nothing_is_disconnected_and_the_reply_parked()
    {
        var clock = new TestClock();
        await using var server = await WebServer.StartAsync(clock);
        using var visitor = await server.VisitAsync();
        await using var tab = await visitor.ListenAsync();
        var entry = await ReplyAsync(server, visitor, "hello", "Hi");

        var delivery = server.Adapter.DeliverAsync(entry, NoPreview, default);
        await tab.NextAsync("final");
        clock.Advance(TimeSpan.FromSeconds(16));

        Assert.IsType<DeliveryOutcome.Parked>(await delivery);
        await tab.Ended.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_tab_that_connects_while_a_receipt_is_awaited_gets_the_reply_too()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var frozen = await visitor.ListenAsync();
        var entry = await ReplyAsync(server, visitor, "hello", "Hi");
        var delivery = server.Adapter.DeliverAsync(entry, NoPreview, default);
        await frozen.NextAsync("final");
        await frozen.DisposeAsync();

        await using var fresh = await visitor.ListenAsync();
        await fresh.NextAsync("final");
        await visitor.ReceiptAsync("7");

        Assert.IsType<DeliveryOutcome.Delivered>(await delivery);
    }

    [Fact]
    public async Task Another_browser_cannot_acknowledge_a_reply()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        using var other = await server.VisitAsync();
        await using var tab = await visitor.ListenAsync();
        var entry = await ReplyAsync(server, visitor, "hello", "Hi");
        var delivery = server.Adapter.DeliverAsync(entry, NoPreview, default);
        await tab.NextAsync("final");

        await other.ReceiptAsync("7");
        await visitor.ReceiptAsync("8");
        Assert.False(delivery.IsCompleted);

        await visitor.ReceiptAsync("7");
        Assert.IsType<DeliveryOutcome.Delivered>(await delivery);
    }

    [Fact]
    public async Task A_payload_that_is_none_is_parked()
    {
        await using var server = await WebServer.StartAsync();

        var outcome = await server.Adapter.DeliverAsync(new(7, new("web", "1", "nonsense")), NoPreview, default);

        Assert.IsType<DeliveryOutcome.Parked>(outcome);
    }

    [Fact]
    public async Task Giving_up_a_delivery_leaves_nothing_behind()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var tab = await visitor.ListenAsync();
        var entry = await ReplyAsync(server, visitor, "hello", "Hi");
        using var giveUp = new CancellationTokenSource();
        var delivery = server.Adapter.DeliverAsync(entry, NoPreview, giveUp.Token);
        await tab.NextAsync("final");

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
        await tab.DisposeAsync();

        await Eventually.TrueAsync(() => server.Adapter.Rooms.Chats.Count == 0, "the room is gone");
    }

    private static async Task<OutboxEntry> ReplyAsync(WebServer server, WebVisitor visitor, string text, string reply)
    {
        await visitor.SayAsync(text);
        return new(7, Assert.Single(server.Adapter.Render(server.Sink.Accepted.Last(), new(reply))));
    }
}
