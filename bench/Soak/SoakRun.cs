using Bots.HostUnderTest;
using TempFolder = Bots.Bench.Store.TempFolder;

namespace Bots.Bench.Soak;

/// <summary>One soak of the real host: it runs in a process of its own; the people, the platform and the model are in this one.</summary>
internal sealed class SoakRun : IAsyncDisposable
{
    private readonly SoakOptions _options;
    private readonly ISoakPlatform _platform;
    private readonly SoakModel _model;
    private readonly HostProcess _host;
    private readonly TempFolder _folder;
    private readonly List<DateTimeOffset>[] _said;
    private ProcessFigures _figures;
    private ProcessFigures _own;
    private double _idle;

    private SoakRun(SoakOptions options, ISoakPlatform platform, SoakModel model, HostProcess host, TempFolder folder)
    {
        (_options, _platform, _model, _host, _folder) = (options, platform, model, host, folder);
        _said = [.. Enumerable.Range(0, options.Users + options.WarmUsers).Select(static _ => new List<DateTimeOffset>())];
        (_figures, _own) = (new(host.Id), new(Environment.ProcessId));
    }

    public static async Task<SoakRun> StartAsync(SoakOptions options, ISoakPlatform platform)
    {
        var folder = new TempFolder();
        var model = await SoakModel.StartAsync(options);
        var host = await HostProcess.RunAsync("Bots.BotHost.dll", folder.Path,
        [
            ("Sessions:Store", options.Store), ("Bots:web:Enabled", "false"), ("Agents:default:Provider", "openai"), ("Agents:default:Model", "scripted"),
            ("Agents:default:Endpoint", model.Endpoint), ("Agents:default:ApiKey", "none"), .. platform.Settings,
        ]);
        if (host.Url is null) throw new InvalidOperationException($"The host did not start:\n{host.Output}");
        await platform.ConnectedAsync();
        return new(options, platform, model, host, folder);
    }

    /// <summary>Some turns that are not measured: the first ones pay for compiling.</summary>
    public async Task WarmUpAsync()
    {
        for (var i = 0; i < _options.WarmUp; i++)
        {
            Say(_options.Users + (i % _options.WarmUsers));
            await Task.Delay(10);
        }

        await AnsweredAsync(_options.Users, _options.WarmUsers);
        _idle = _figures.Megabytes;
    }

    /// <summary>Everyone writes at the given rate; returns when all are answered, or when nothing has come for a long time.</summary>
    public async Task LoadAsync()
    {
        (_figures, _own) = (new(_host.Id), new(Environment.ProcessId));
        using var over = new CancellationTokenSource();
        var faults = _options.Faults ? BreakAsync(over.Token) : Task.CompletedTask;
        var start = TimeProvider.System.GetTimestamp();
        for (var sent = 0; sent < _options.Total; sent++)
        {
            while (_options.Rate > 0 && TimeProvider.System.GetElapsedTime(start).TotalSeconds * _options.Rate < sent) await Task.Delay(1);
            Say(sent % _options.Users);
        }

        await over.CancelAsync();
        await faults;
        await AnsweredAsync(0, _options.Users);
    }

    public SoakVerdict Verdict()
    {
        var verdict = new SoakVerdict();
        for (var user = 0; user < _options.Users; user++)
            verdict.Add(user, _said[user], _platform.Shown(user), message => _model.Took(user, message));
        return verdict;
    }

    public void PrintFigures()
    {
        Console.WriteLine($"  host        {_figures.Cores:0.00} cores, {_figures.Used.TotalMilliseconds / _options.Total:0.00} ms of processor per turn, memory {_idle:0} MB before, peak {_figures.PeakMegabytes:0} MB");
        Console.WriteLine($"  people      {_own.Cores:0.00} cores (fake platform, model and load, on the same {Environment.ProcessorCount} cores)");
        var warnings = _host.Output.Split('\n').Where(static line => line.Contains("ERROR", StringComparison.Ordinal) || line.Contains("warn ", StringComparison.Ordinal)).ToList();
        if (warnings.Count > 0) Console.WriteLine($"  log         {warnings.Count} warnings, the first: {warnings[0]}");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        await _model.DisposeAsync();
        _folder.Dispose();
    }

    private void Say(int user)
    {
        var text = SoakText.Prompt(user, _said[user].Count);
        _said[user].Add(DateTimeOffset.UtcNow);
        _platform.Say(user, text);
    }

    private async Task BreakAsync(CancellationToken cancellationToken)
    {
        var random = new Random(7);
        while (!cancellationToken.IsCancellationRequested)
        {
            _platform.Break(random);
            await Task.Delay(random.Next(20, 200), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnsweredAsync(int first, int count)
    {
        var open = Enumerable.Range(first, count).ToList();
        for (var (patience, before) = (0, -1); open.Count > 0 && patience < 240; patience = open.Count == before ? patience + 1 : 0)
        {
            before = open.Count;
            await Task.Delay(500);
            open.RemoveAll(user => _platform.Shown(user).Count(static reply => !reply.IsPreview) >= _said[user].Count);
        }
    }
}
