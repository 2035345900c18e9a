using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Web.Browser;

/// <summary>The page in a real browser.</summary>
public sealed class ChatPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly Func<string, CancellationToken, ValueTask> NoPreview = (_, _) => default;

    [ChromiumFact]
    public async Task A_conversation_is_shown_and_is_there_again_after_a_reload()
    {
        await using var server = await WebServer.StartAsync();
        var bot = new FakeBot(server);
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);
        await tab.UntilAsync("!document.getElementById('empty').hidden");

        await tab.SayAsync("one");
        await tab.UntilAsync("document.querySelectorAll('.reply').length === 1");
        await tab.SayAsync("two");
        await tab.UntilAsync("document.querySelectorAll('.reply').length === 2");
        string[] expected = ["one", "You said one.", "two", "You said two."];
        Assert.Equal(expected, await tab.TextsAsync(".mine, .reply"));

        await tab.ReloadAsync();
        await tab.UntilAsync("document.querySelectorAll('.reply').length >= 2");
        Assert.Equal(expected, await tab.TextsAsync(".mine, .reply"));
        Assert.Equal(["one", "two"], bot.Answered.Select(message => message.Text));
        Assert.Empty(tab.Errors);
    }

    [ChromiumFact]
    public async Task The_answer_grows_on_the_page_and_the_stop_button_stops_it()
    {
        await using var server = await WebServer.StartAsync();
        var stopped = new TaskCompletionSource();
        var bot = new FakeBot(server);
        bot.Answer = async message =>
        {
            if (message.Text == "/stop")
            {
                stopped.SetResult();
                return null;
            }

            await using var stream = server.Adapter.OpenReply(message, null, NoPreview);
            stream.Append("first **words**");
            await stopped.Task;
            await stream.CompleteAsync(default);
            return new("first **words**, then *Stopped.*");
        };
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);

        await tab.SayAsync("tell me");
        await tab.UntilAsync("document.querySelector('.reply strong')?.innerText === 'words'");
        await tab.UntilAsync("!document.getElementById('stop').hidden");
        await tab.ClickAsync("#stop");

        await tab.UntilAsync("document.querySelector('.reply em')?.innerText === 'Stopped.'");
        await tab.UntilAsync("document.getElementById('stop').hidden");
        Assert.Equal(["tell me", "first words, then Stopped."], await tab.TextsAsync(".mine, .reply"));
        Assert.Empty(tab.Errors);
    }

    [ChromiumFact]
    public async Task What_is_written_while_the_store_is_away_survives_a_reload_and_arrives_once()
    {
        await using var server = await WebServer.StartAsync();
        var bot = new FakeBot(server);
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);
        await tab.UntilAsync("document.getElementById('state').dataset.state === 'connected'");
        server.Sink.Failure = new SessionStoreException("The disk is full.");

        await tab.SayAsync("keep me");
        await tab.UntilAsync("document.querySelector('.note')?.innerText.includes('Not sent yet')");
        await tab.ReloadAsync();
        Assert.Equal(["keep me"], await tab.TextsAsync(".mine"));
        server.Sink.Failure = null;

        await tab.UntilAsync("document.querySelectorAll('.reply').length === 1 && !document.querySelector('.note')");
        Assert.Equal("keep me", Assert.Single(bot.Answered).Text);
        Assert.Equal(["keep me", "You said keep me."], await tab.TextsAsync(".mine, .reply"));
    }

    [ChromiumFact]
    public async Task A_reply_that_came_while_nobody_looked_is_shown_on_return_once()
    {
        await using var server = await WebServer.StartAsync();
        var gate = new TaskCompletionSource();
        var bot = new FakeBot(server) { Answer = async message => { await gate.Task; return new($"Late: {message.Text}"); } };
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);
        await tab.SayAsync("/help");
        await tab.SayAsync("question");
        await Eventually.TrueAsync(() => bot.Answered.Count == 2, "both are accepted");
        await tab.CloseAsync();
        await Eventually.TrueAsync(() => server.Adapter.Rooms.Chats.Count == 0, "the tab is gone");
        gate.SetResult();
        await Eventually.TrueAsync(() => bot.Parked == 2, "both replies are parked");

        var back = await person.OpenAsync(server.Address);
        await back.UntilAsync("document.querySelectorAll('.reply').length >= 2");
        await Eventually.TrueAsync(() => bot.Parked == 0 && server.Adapter.Rooms.Chats.Count == 1, "both are delivered");

        Assert.Equal(["/help", "Late: /help", "Late: question", "question"], (await back.TextsAsync(".mine, .reply")).Order(StringComparer.Ordinal));
        Assert.Equal(0, (await back.LookAsync("Object.keys(localStorage).filter(key => key.includes('pending')).length")).GetInt32());
    }

    [ChromiumFact]
    public async Task A_reply_that_the_history_shows_already_is_acknowledged_and_not_shown_again()
    {
        await using var server = await WebServer.StartAsync();
        var bot = new FakeBot(server);
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);
        await tab.SayAsync("hello");
        await tab.UntilAsync("document.querySelectorAll('.reply').length === 1");
        await tab.ReloadAsync();
        await tab.UntilAsync("document.querySelectorAll('.reply').length === 1");
        var again = server.Adapter.Render(bot.Answered.Single(), new("You said **hello**.")).Single();

        var outcome = await server.Adapter.DeliverAsync(new(99, again), NoPreview, default);

        Assert.IsType<DeliveryOutcome.Delivered>(outcome);
        Assert.Equal(["hello", "You said hello."], await tab.TextsAsync(".mine, .reply"));
    }

    [ChromiumFact]
    public async Task Two_tabs_show_the_same_conversation()
    {
        await using var server = await WebServer.StartAsync();
        _ = new FakeBot(server);
        await using var person = await chromium.NewPersonAsync();
        var one = await person.OpenAsync(server.Address);
        var two = await person.OpenAsync(server.Address);
        foreach (var tab in new[] { one, two }) await tab.UntilAsync("document.getElementById('state').dataset.state === 'connected'");

        await one.SayAsync("hello");

        foreach (var tab in new[] { one, two })
        {
            await tab.UntilAsync("document.querySelectorAll('.reply').length === 1");
            Assert.Equal(["hello", "You said hello."], await tab.TextsAsync(".mine, .reply"));
        }
    }

    [ChromiumFact]
    public async Task A_command_that_empties_the_history_empties_the_page()
    {
        await using var server = await WebServer.StartAsync();
        var bot = new FakeBot(server);
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);
        await tab.SayAsync("one");
        await tab.UntilAsync("document.querySelectorAll('.reply').length === 1");
        bot.Answer = message =>
        {
            server.History.Sessions.Clear();
            return Task.FromResult<Reply?>(new("A new conversation."));
        };

        await tab.SayAsync("/new");

        await tab.UntilAsync("document.querySelectorAll('.turn').length === 1");
        Assert.Equal(["/new", "A new conversation."], await tab.TextsAsync(".mine, .reply"));
    }

    [ChromiumFact]
    public async Task Markup_is_shown_and_never_run()
    {
        await using var server = await WebServer.StartAsync();
        var bot = new FakeBot(server) { Answer = message => Task.FromResult<Reply?>(new(message.Text + "\n\n[x](javascript:window.hit=1) ![i](https://a.b/i.png)")) };
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);
        const string Evil = "<img src=x onerror=window.hit=1><script>window.hit=1</script>";

        await tab.SayAsync(Evil);
        await tab.UntilAsync("document.querySelectorAll('.reply').length === 1");

        Assert.Equal(Evil, (await tab.TextsAsync(".mine")).Single());
        Assert.Equal(0, (await tab.LookAsync("document.querySelectorAll('#turns img, #turns script').length")).GetInt32());
        Assert.False((await tab.LookAsync("'hit' in window")).GetBoolean());
        Assert.Empty(tab.Errors);
    }

    [ChromiumFact]
    public async Task A_refused_text_goes_back_into_the_box_with_a_sentence()
    {
        await using var server = await WebServer.StartAsync();
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);
        await tab.LookAsync("document.getElementById('text').value = 'x'.repeat(1_100_000)");

        await tab.SayAsync("y");

        await tab.UntilAsync("document.querySelector('#problem p').innerText.includes('1 MB')");
        Assert.Equal(1_100_001, (await tab.LookAsync("document.getElementById('text').value.length")).GetInt32());
        Assert.Empty(await tab.TextsAsync(".mine"));
    }

    [ChromiumFact]
    public async Task The_page_connects_again_by_itself_and_says_so_meanwhile()
    {
        await using var server = await WebServer.StartAsync();
        _ = new FakeBot(server);
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);
        await tab.UntilAsync("document.getElementById('state').dataset.state === 'connected'");

        server.Adapter.Rooms.DisconnectAll();

        await tab.UntilAsync("document.getElementById('state').innerText === 'reconnecting…'");
        await tab.UntilAsync("document.getElementById('state').innerText === 'connected'");
        await tab.SayAsync("still here?");
        await tab.UntilAsync("document.querySelectorAll('.reply').length === 1");
    }

    [ChromiumFact]
    public async Task A_draft_survives_a_reload()
    {
        await using var server = await WebServer.StartAsync();
        await using var person = await chromium.NewPersonAsync();
        var tab = await person.OpenAsync(server.Address);
        await tab.LookAsync("document.getElementById('text').value = 'half a thou'; document.getElementById('text').dispatchEvent(new Event('input'))");

        await tab.ReloadAsync();

        Assert.Equal("half a thou", (await tab.LookAsync("document.getElementById('text').value")).GetString());
    }
}
