using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Gateway;
using Bots.Fakes;
using Bots.Fakes.Discord;
using Bots.Fakes.Discord.World;

namespace Bots.Adapters.Tests.Discord;

/// <summary>An adapter against a fake server on a fast clock, with one guild, one channel and one user.</summary>
internal sealed class DiscordBed : IAsyncDisposable
{
    private readonly ClockPump? _pump;
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private DiscordBed(FakeDiscord fake, TestClock clock, DiscordOptions options, bool isFast)
    {
        (Fake, Clock, Options) = (fake, clock, options);
        Channel = fake.AddChannel(fake.AddGuild());
        Ann = fake.AddUser("Ann");
        Adapter = NewAdapter();
        if (isFast) _pump = new(clock, stepMilliseconds: 100);
    }

    public FakeDiscord Fake { get; }

    public TestClock Clock { get; }

    public DiscordOptions Options { get; }

    public KeepingSink Sink { get; } = new();

    public KeepingLogger Logs { get; } = new();

    public MemoryDiscordResumeStore Resumes { get; } = new();

    /// <summary>The sequence a next process would resume from.</summary>
    public int SavedSequence => Resumes.LoadAsync("discord", 0, default).AsTask().Result?.Sequence ?? 0;

    public DiscordAdapter Adapter { get; private set; }

    public FakeChannel Channel { get; }

    public FakeUser Ann { get; }

    /// <summary>The direct conversation with Ann.</summary>
    public FakeChannel Dm => Fake.Dm(Ann);

    public static async Task<DiscordBed> CreateAsync(FakeDiscordOptions? server = null, Action<DiscordOptions>? configure = null, TestClock? clock = null, bool isFast = true)
    {
        clock ??= new();
        var fake = await FakeDiscord.StartAsync(server ?? new() { Time = clock, HeartbeatInterval = TimeSpan.FromSeconds(10) });
        var options = DiscordSetup.OptionsFor(fake);
        configure?.Invoke(options);
        return new(fake, clock, options, isFast);
    }

    /// <summary>The same, connected.</summary>
    public static async Task<DiscordBed> ConnectedAsync(Action<DiscordOptions>? configure = null)
    {
        var bed = await CreateAsync(configure: configure);
        bed.Start();
        await bed.UpAsync();
        return bed;
    }

    public void Start() => _running = Adapter.RunAsync(Sink, _stop.Token);

    /// <summary>Lets time go by more slowly: for what must be done within a few seconds, however busy the machine is.</summary>
    public void SlowDown() => _pump?.Pace(10);

    /// <summary>Completes when the adapter gave up by itself.</summary>
    public Task EndedAsync() => _running.WaitAsync(TimeSpan.FromSeconds(30));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
        Adapter.Dispose();
        _stop.Dispose();
        _stop = new();
        Adapter = NewAdapter();
    }

    public Task UpAsync() => Eventually.TrueAsync(() => Sink.Health == AdapterHealth.Up && Fake.Gateway.Listening > 0, "connected");

    public Task DownAsync() => Eventually.TrueAsync(() => Fake.Gateway.Listening == 0, "disconnected");

    public async Task AcceptedAsync(params string[] texts)
    {
        try
        {
            await Eventually.TrueAsync(() => texts.All(Sink.Texts.Contains), "accepted");
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Not accepted: {string.Join(", ", texts.Except(Sink.Texts))}; accepted: {string.Join(", ", Sink.Texts)}; states: {string.Join(" | ", Sink.States.TakeLast(8))}");
        }
    }

    /// <summary>Completes when more time has passed than the clocks of two machines may differ.</summary>
    public async Task LaterAsync()
    {
        var later = Clock.GetUtcNow() + TimeSpan.FromSeconds(25);
        await Eventually.TrueAsync(() => Clock.GetUtcNow() >= later, "time goes by");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Adapter.Dispose();
        _stop.Dispose();
        if (_pump is not null) await _pump.DisposeAsync();
        await Fake.DisposeAsync();
        DiscordSetup.AssertBehaved(Fake);
    }

    private DiscordAdapter NewAdapter() => new("discord", Options, Resumes, Clock, Logs);
}
