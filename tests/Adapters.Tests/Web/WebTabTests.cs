using Bots.Adapters.Web;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Web;

public sealed class WebTabTests
{
    [Fact]
    public async Task A_slow_page_gets_the_newest_state_of_an_answer_and_every_reply()
    {
        var tab = new WebTab();
        var clock = new TestClock();
        await using var stream = new WebReplyStream(new(), new("web", "1:m1", "bot_web_1", "web_1", "hi", new("1")), clock);
        for (var i = 0; i < 1_000; i++)
        {
            stream.Append("x");
            tab.Touch(stream);
        }

        tab.Post(WebEvent.Message("m2", "reply"));
        tab.Close();

        var items = await ReadAllAsync(tab);
        Assert.Equal(["message", "answer"], items.Select(item => item.EventType));
        Assert.Contains(new string('x', 1_000), items[1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_too_slow_for_its_replies_is_disconnected_and_holds_no_more()
    {
        var tab = new WebTab();

        for (var i = 0; i < 1_000; i++) tab.Post(WebEvent.Message("m", $"{i}"));

        // Reading ends without anybody closing the tab.
        var items = await ReadAllAsync(tab).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(64, items.Count);
    }

    [Fact]
    public async Task What_comes_in_order_is_told_in_order()
    {
        var tab = new WebTab();
        for (var i = 0; i < 10; i++) tab.Post(WebEvent.Message($"m{i}", ""));
        tab.Close();

        var items = await ReadAllAsync(tab);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{{\"turn\":\"m{i}\",\"text\":\"\"}}"), items.Select(item => item.Data));
    }

    private static async Task<List<System.Net.ServerSentEvents.SseItem<string>>> ReadAllAsync(WebTab tab)
    {
        var items = new List<System.Net.ServerSentEvents.SseItem<string>>();
        await foreach (var item in tab.ReadAsync(default)) items.Add(item);
        return items;
    }
}
