namespace Bots.BotHost.Tests.Platforms.Web;

/// <summary>The web chat: every person has a browser with the page open.</summary>
public sealed class WebFixture : PlatformFixture
{
    private readonly WebFront _front = new();
    private readonly Dictionary<string, WebPage> _pages = [];

    public override string Platform => "web";

    public override Offers Offers => Offers.IdempotentSends;

    public override IReadOnlyList<string> Settings => [];

    public override Task OpenAsync() => Task.CompletedTask;

    public override Task ConnectedAsync(string address)
    {
        _front.LeadTo(new(address));
        return Task.CompletedTask;
    }

    public override async Task<Person> JoinAsync(string name, bool isBot = false)
    {
        var page = await WebPage.OpenAsync(_front);
        _pages[page.Session] = page;
        return new($"web_{page.Session}", name, page.Session);
    }

    public override Room Private(Person person) => new(person.Number);

    public override Task<Said> SayAsync(Room room, Person person, string text, string? replyTo = null) => _pages[person.Number].SayAsync(room, text);

    // The page has a stop button, and takes a typed /stop for it.
    public override Task RunAsync(Room room, Person person, string command, string argument = "") =>
        command == "stop" ? _pages[person.Number].StopAsync() : base.RunAsync(room, person, command, argument);

    public override Task RepeatAsync(Said said) => _pages[said.Room.Chat].RepeatAsync(said);

    public override IReadOnlyList<Seen> SeenIn(Room room) => _pages[room.Chat].Seen;

    public override int TypingIn(Room room) => _pages[room.Chat].Waits;

    public override void LoseNextReceipt()
    {
        foreach (var page in _pages.Values) page.LoseNextReceipt();
    }

    public override Task LeaveAsync(Room room) => _pages[room.Chat].DisconnectAsync();

    public override Task ReturnAsync(Room room) => _pages[room.Chat].ConnectAsync();

    public override async ValueTask DisposeAsync()
    {
        foreach (var page in _pages.Values) await page.DisposeAsync();
        _front.Dispose();
    }
}
