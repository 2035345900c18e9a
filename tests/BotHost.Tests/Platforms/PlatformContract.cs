using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.BotHost.Tests.Platforms;

/// <summary>What every group of the suite stands on: a platform, and the whole host connected to it.</summary>
/// <typeparam name="TFixture">The platform.</typeparam>
public abstract class PlatformContract<TFixture> : IAsyncLifetime
    where TFixture : PlatformFixture, new()
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly LiveClock _clock = new();

    /// <summary>The platform of this test.</summary>
    protected TFixture Platform { get; } = new();

    /// <summary>Who answers.</summary>
    protected ScriptedAgent Agent { get; } = new();

    /// <summary>Settings of the account that the whole group needs.</summary>
    protected virtual IReadOnlyList<string> Settings => [];

    /// <summary>Where the host keeps its data.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("bots-").FullName;

    private protected InProcessHost Host { get; private set; } = null!;

    private protected DeliveryStores Stores => Host.Get<DeliveryStores>();

    public async Task InitializeAsync()
    {
        await Platform.OpenAsync();
        await StartAsync([]);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Platform.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        Platform.AssertBehaved();
    }

    /// <summary>Ends the host, lets something happen, and starts the next one on the same data.</summary>
    protected async Task RestartAsync(Func<Task>? meanwhile = null, params string[] settings)
    {
        await Host.DisposeAsync();
        if (meanwhile is not null) await meanwhile();
        await StartAsync(settings);
    }

    /// <summary>Starts the next host with settings of the account.</summary>
    protected Task ConfigureAsync(params string[] settings) => RestartAsync(null, settings);

    /// <summary>A person says something, and gets an answer with these words in it.</summary>
    protected async Task<Seen> AskAsync(Room room, Person person, string text)
    {
        await Platform.SayAsync(room, person, text);
        return await AnsweredAsync(room, text);
    }

    /// <summary>The same in a group, where the bot must be mentioned.</summary>
    protected async Task<Seen> AskInGroupAsync(Room room, Person person, string text)
    {
        await Platform.SayAsync(room, person, $"{Platform.Mention} {text}");
        return await AnsweredAsync(room, text);
    }

    /// <summary>A person runs a command, and gets an answer with these words in it.</summary>
    protected async Task<Seen> RunAsync(Room room, Person person, string command, string answer, string argument = "")
    {
        await Platform.RunAsync(room, person, command, argument);
        return await AnsweredAsync(room, answer);
    }

    /// <summary>The first finished message with these words, as soon as it is there; with <paramref name="hurry"/> whatever waits for a time does not wait long.</summary>
    protected async Task<Seen> AnsweredAsync(Room room, string words, bool hurry = false)
    {
        Seen? found = null;
        await UntilAsync(() => (found = Platform.SeenIn(room).FirstOrDefault(seen => !seen.IsUnfinished && seen.Text.Contains(words, StringComparison.Ordinal))) is not null,
            () => $"\"{words}\" among: {string.Join(" | ", Platform.SeenIn(room).Select(static seen => seen.Text))}", hurry);
        return found!;
    }

    /// <summary>Lets time pass for the host.</summary>
    protected void Pass(TimeSpan time) => _clock.Advance(time);

    /// <summary>Waits for something.</summary>
    protected async Task UntilAsync(Func<bool> condition, Func<string> what, bool hurry = false)
    {
        var next = Environment.TickCount64 + 100;
        var end = Environment.TickCount64 + 30_000;
        while (!condition())
        {
            if (Environment.TickCount64 > end) throw new TimeoutException($"Not within 30 s: {what()}");
            await Task.Delay(5);
            if (!hurry || Environment.TickCount64 < next) continue;
            _clock.Advance(Step);
            next = Environment.TickCount64 + 50;
        }
    }

    /// <summary>Waits until the host has nothing left to do: no message unanswered, no reply under way.</summary>
    protected async Task SettledAsync(bool hurry = false)
    {
        var isSettled = false;
        for (var end = Environment.TickCount64 + 30_000; !isSettled;)
        {
            if (Environment.TickCount64 > end) throw new TimeoutException("Not within 30 s: a host that has nothing left to do");
            await Task.Delay(10);
            if (hurry) _clock.Advance(Step / 4);
            isSettled = (await Stores.Inbox.ListAsync(Sessions.Delivery.InboxState.Open)).Count == 0
                && (await Stores.Outbox.PendingAsync(Host.Get<HostIdentity>().Owner)).Count == 0;
        }
    }

    /// <summary>The texts of the finished messages in a room.</summary>
    protected string[] FinalsIn(Room room) => [.. Platform.SeenIn(room).Where(static seen => !seen.IsUnfinished).Select(static seen => seen.Text)];

    /// <summary>A session's history.</summary>
    protected async Task<string[]> HistoryAsync(string session) => [.. (await Stores.Sessions.GetChatHistoryAsync(session)).Select(static message => message.Content)];

    /// <summary>The session of a person's private chat.</summary>
    protected string SessionOf(Person person) => $"bot_{Platform.Platform}_{person.Number}";

    private async Task StartAsync(IReadOnlyList<string> settings)
    {
        string[] account = ["Enabled=true", .. Platform.Settings, .. Settings, .. settings];
        string[] all =
        [
            "Bots:telegram:Enabled=false", "Bots:discord:Enabled=false", "Bots:web:Enabled=false", .. account.Select(setting => $"Bots:{Platform.Platform}:{setting}"),
            $"Sessions:Sqlite:Path={Path.Combine(Folder, "sessions.db")}", "Turns:DrainTimeout=00:00:00",
        ];
        Host = await InProcessHost.StartAsync(Folder, Agent, all, services => services.AddSingleton<TimeProvider>(_clock));
        await Platform.ConnectedAsync(Host.Address);
    }
}
