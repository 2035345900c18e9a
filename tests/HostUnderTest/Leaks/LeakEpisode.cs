using Bots.BotHost.Stores;
using Bots.Adapters;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;

namespace Bots.HostUnderTest.Leaks;

/// <summary>One store, one host after another, people who write, and chance that decides what happens next.</summary>
internal sealed class LeakEpisode : TimeProvider
{
    private const int Users = 8;
    private const int MostOpen = 40;

    private static readonly string[] Commands = ["/new", "/undo", "/history", "/export", "/whoami"];

    private readonly LeakReport _report;
    private readonly Dice _dice;
    private readonly bool _mixes;
    private readonly DeliveryStores _stores;
    private readonly List<InboundMessage> _unacknowledged = [];
    private LeakHost _host;
    private int _number;

    public LeakEpisode(LeakReport report, int seed, bool mixes)
    {
        (_report, _dice, _mixes) = (report, new Dice(seed), mixes);
        _stores = DeliveryStores.From(new MemorySessionStore(this))!;
        _host = LeakHost.Start(_stores, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), report, _dice, mixes);
    }

    /// <summary>The clock of the store: that of the living host.</summary>
    public override DateTimeOffset GetUtcNow() => _host?.Clock.GetUtcNow() ?? new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task RunAsync(int steps)
    {
        if (!Starts()) Succeed();
        for (var step = 0; step < steps; step++) Step();
        _report.Steps += steps;
        await SettleAsync();
        await CheckHistoriesAsync();
    }

    private void Step()
    {
        switch (_dice.Next(1000))
        {
            case 0 or 1: Crash(); break;
            case 2: Restart(); break;
            case < 25: _host.Clock.Advance(TimeSpan.FromSeconds(_dice.Next(1, 12))); break;
            case < 40: Say("/stop"); break;
            case < 50: Say(Commands[_dice.Next(Commands.Length)]); break;
            case < 170 when _unacknowledged.Count < MostOpen: Say(null); break;
            default: GoOn(); break;
        }
    }

    private void Crash()
    {
        _report.Crashes++;
        _host.Gates.Kill();
        Succeed();
    }

    private void Restart()
    {
        _report.Restarts++;
        Until(_host.StopAsync());
        _host.Gates.Kill();
        Succeed();
    }

    private void Succeed()
    {
        var rest = TimeSpan.FromSeconds(_dice.Next(4) == 0 ? 1 : 31);
        // A host that finds the store away does not start; whoever looks after it tries again.
        do _host = LeakHost.Start(_stores, GetUtcNow() + rest, _report, _dice, _mixes);
        while (!Starts());
        SpinWait.SpinUntil(() => _host.Adapter.Sink is not null);
        // What was not acknowledged, the platform sends again; what had been stored all the same is recognised.
        List<InboundMessage> again;
        lock (_unacknowledged) again = [.. _unacknowledged];
        foreach (var message in again) _ = AcceptAsync(_host, message);
    }

    private bool Starts()
    {
        while (!_host.Started.IsCompleted) GoOn();
        if (_host.Started.IsFaulted) _host.Gates.Kill();
        return !_host.Started.IsFaulted;
    }

    private void Say(string? command)
    {
        if (_host.Adapter.Sink is null) return;
        var user = _dice.Next(1, Users + 1);
        var number = _number++;
        var message = LeakAdapter.Message(user, inGroup: _dice.Next(3) == 0, number, command ?? $"Remember {Secrets.Of(user, number)}");
        lock (_unacknowledged) _unacknowledged.Add(message);
        _report.Messages++;
        _ = AcceptAsync(_host, message);
    }

    private async Task AcceptAsync(LeakHost host, InboundMessage message)
    {
        while (true)
        {
            try
            {
                await host.Adapter.Sink!.AcceptAsync([message], default);
                lock (_unacknowledged) _unacknowledged.Remove(message);
                return;
            }
            catch (SessionStoreException)
            {
                await host.Gates.PassAsync();
            }
        }
    }

    /// <summary>Lets something go on, or time pass when nothing else would.</summary>
    private void GoOn()
    {
        for (var spin = new SpinWait(); !_host.Gates.OpenOne(); spin.SpinOnce(sleep1Threshold: -1))
        {
            if (spin.Count <= 60) continue;
            _host.Clock.Advance(TimeSpan.FromMilliseconds(200));
            return;
        }
    }

    private void Until(Task task)
    {
        while (!task.IsCompleted) GoOn();
        task.GetAwaiter().GetResult();
    }

    private async Task SettleAsync()
    {
        for (var (patience, calm) = (0, 0); patience < 30_000; patience++)
        {
            for (var i = 0; i < 100; i++) GoOn();
            calm = await IsSettledAsync() ? calm + 1 : 0;
            if (calm == 4) return;
            // What other hosts left comes with the end of their leases.
            if (calm > 0) _host.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        _report.Add("Messages or replies were left where they were.");
    }

    private async Task<bool> IsSettledAsync()
    {
        lock (_unacknowledged)
        {
            if (_unacknowledged.Count > 0) return false;
        }

        return (await _stores.Inbox.ListAsync(InboxState.Open)).Count == 0 && (await _stores.Outbox.PendingAsync(_host.Owner)).Count == 0;
    }

    private async Task CheckHistoriesAsync()
    {
        var secrets = new Secrets(_report);
        await foreach (var session in _stores.Sessions.Require<ISessionCatalog>().ListSessionsAsync())
        {
            var history = await _stores.Sessions.GetChatHistoryAsync(session.Id);
            foreach (var message in history) secrets.Check("The history", LeakAdapter.OwnerOf(session.Id), message.Content);
            var twice = history.Where(static message => message.Role == "user").CountBy(static message => message.Content).Where(static said => said.Value > 1).ToList();
            foreach (var said in twice) _report.Add($"{session.Id} holds a message twice: {said.Key}");
        }
    }
}
