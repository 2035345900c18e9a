using System.Globalization;
using Bots.Fakes.Models;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Sqlite;

namespace Bots.HostUnderTest.Crash;

/// <summary>One person, one folder of data, and host after host on it: each dies where it is told, and the next one has to make good.</summary>
internal sealed class CrashRun : IAsyncDisposable
{
    private const int Pieces = 3;

    // Milliseconds: a point may lie behind the last answer.
    private const int AfterTheAnswer = 1_500;

    private readonly CrashPlan _plan;
    private readonly ICrashScene _scene;
    private readonly ModelServer _model;
    private readonly CrashDirector _director = new();
    private readonly TempFolder _folder = new();
    private readonly List<string> _said = [];
    private HostProcess? _host;
    private int _strays;

    private CrashRun(CrashPlan plan, ICrashScene scene, ModelServer model) => (_plan, _scene, _model) = (plan, scene, model);

    public static async Task<CrashRun> StartAsync(CrashPlan plan)
    {
        var run = new CrashRun(plan, await plan.StartSceneAsync(), await ModelServer.StartAsync());
        run._scene.Watch(run._director.Pass);
        run._model.Otherwise = request => new ModelReply.Text(run.PiecesOf(KillRun.Answer(request.LastUserText)));
        run._model.BeforeChunk = run.BeforeChunkAsync;
        return run;
    }

    /// <summary>The steps of a run in which nobody dies at them.</summary>
    public async Task<IReadOnlyList<CrashPoint>> RecordAsync()
    {
        // A very first start does things that no later one does.
        await RestartAsync();
        await QuietAsync();
        await RestartAsync();
        await LiveAsync(null);
        // What follows the last answer are steps, too.
        await Task.Delay(600);
        return [.. _director.Passed.Where(IsStep).Distinct()];
    }

    /// <summary>Lets a host die at <paramref name="point"/>, starts the next one, and says what became of the messages.</summary>
    public async Task<CrashOutcome> DieAsync(CrashPoint point)
    {
        var died = await LiveAsync(point) | _director.Disarm();
        if (died) await RestartAsync();
        await UntilAllIsAnsweredAsync(null);
        return await JudgeAsync(new(point, died));
    }

    /// <summary>Stops, and says what is wrong with what the store holds in the end.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        var key = await _scene.SessionKeyAsync();
        await StopAsync();
        var store = OpenStore();
        try
        {
            var history = (await store.GetChatHistoryAsync(key)).Select(static message => message.Content).ToList();
            var expected = _said.SelectMany(static text => new[] { text, KillRun.Answer(text) });
            return [.. _scene.Violations, .. history.SequenceEqual(expected) ? Array.Empty<string>() : [$"{_plan}: the history is not what was said and answered:\n{string.Join('\n', history)}"]];
        }
        finally
        {
            if (store is IAsyncDisposable open) await open.DisposeAsync();
            else (store as IDisposable)?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _scene.DisposeAsync();
        await _model.DisposeAsync();
        _director.Dispose();
        _folder.Dispose();
    }

    /// <summary>Lives through the moment of the plan; true when the host died at the point.</summary>
    private async Task<bool> LiveAsync(CrashPoint? point)
    {
        if (_host is null) await RestartAsync();
        await QuietAsync();
        _director.Begin(_plan.Moment == CrashMoment.Turn ? point : _plan.FirstDeath);
        Say("first");
        Say("second");
        if (_plan.Moment == CrashMoment.Recovery)
        {
            await _director.Killed.WaitAsync(TimeSpan.FromSeconds(60));
            await StopAsync();
            _director.Begin(point);
            await StartHostAsync();
        }

        return await UntilAllIsAnsweredAsync(point);
    }

    /// <summary>Waits for the answers, and a little for what follows them; true when the host died at the point meanwhile.</summary>
    private async Task<bool> UntilAllIsAnsweredAsync(CrashPoint? point)
    {
        long? enough = null;
        for (var end = Environment.TickCount64 + 60_000; Environment.TickCount64 < (enough ?? end); await Task.Delay(5))
        {
            // In this order: a host that exited because it was told to has been told to by then.
            var isGone = _host is not { HasExited: false };
            if (_director.Killed.IsCompleted) return true;
            if (isGone) throw new InvalidOperationException($"{_plan}: the host ended by itself ({_host?.ExitCode}):\n{_host?.Output}");
            if (enough is null && await IsAnsweredAsync()) enough = Environment.TickCount64 + (point is null ? 0 : AfterTheAnswer);
        }

        return false;
    }

    private async Task RestartAsync()
    {
        await StopAsync();
        _director.Begin(null);
        await StartHostAsync();
    }

    private async Task StartHostAsync()
    {
        _host = await HostProcess.StartAsync(_folder.Path, Settings());
        if (_host.Url is null && !_director.Killed.IsCompleted) throw new InvalidOperationException($"{_plan}: the host did not start:\n{_host.Output}");
    }

    private async Task StopAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _host = null;
    }

    private async Task QuietAsync()
    {
        for (var patience = 0; patience < 6_000 && !_scene.IsQuiet(_folder.Path); patience++) await Task.Delay(5);
        if (!_scene.IsQuiet(_folder.Path)) throw new InvalidOperationException(
            $"{_plan}: the host does not connect:\n{_host!.Output}\n{string.Join('\n', _director.Passed.TakeLast(30))}");
    }

    private void Say(string what)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"number {_said.Count + 1}, the {what} one.");
        _said.Add(text);
        _scene.Say(text);
    }

    private async Task<bool> IsAnsweredAsync()
    {
        var shown = await _scene.ShownAsync();
        return _said.TakeLast(2).All(text => shown.Contains(KillRun.Answer(text)));
    }

    private async Task<CrashOutcome> JudgeAsync(CrashOutcome outcome)
    {
        await QuietAsync();
        var shown = await _scene.ShownAsync();
        var finals = shown.Where(text => !_scene.IsPreview(text)).ToList();
        var mine = _said.TakeLast(2).Select(KillRun.Answer).ToList();
        var strays = shown.Count - finals.Count;
        var newStrays = strays - _strays;
        _strays = strays;
        return outcome with
        {
            Lost = mine.Count(answer => !finals.Contains(answer)),
            // Of all answers ever given: a repetition may come late.
            Twice = finals.Count - finals.Distinct().Count(),
            Disordered = finals.Where(mine.Contains).Distinct().SequenceEqual(mine.Where(finals.Contains)) ? 0 : 1,
            Strays = newStrays,
        };
    }

    private (string, string)[] Settings() =>
    [
        ("Sessions:Store", _plan.Store), ("Agents:default:Provider", "openai"), ("Agents:default:Model", "scripted"),
        ("Agents:default:Endpoint", _model.OpenAIEndpoint), ("Agents:default:ApiKey", "none"), ("BOTS_CRASH_DIRECTOR", _director.Port),
        ($"Bots:{_plan.Platform}:Preview", _plan.Streamed ? "true" : "false"), .. _scene.Settings,
    ];

    private string[] PiecesOf(string answer) => _plan.Streamed ? [.. answer.Chunk((answer.Length + Pieces - 1) / Pieces).Select(static piece => new string(piece))] : [answer];

    /// <summary>The model goes on when the person can see what it said: so every run takes the same steps.</summary>
    private async Task BeforeChunkAsync(ModelRequest request, int chunk, CancellationToken cancellationToken)
    {
        _director.Pass(string.Create(CultureInfo.InvariantCulture, $"before chunk {chunk} of the model"));
        if (!_plan.Streamed || chunk is < 2 or > Pieces + 1 || _plan.Platform == "web") return;
        var said = string.Concat(PiecesOf(KillRun.Answer(request.LastUserText)).Take(chunk - 1)).TrimEnd();
        for (var patience = 0; patience < 100 && !(await _scene.ShownAsync()).Any(text => text.StartsWith(said, StringComparison.Ordinal)); patience++)
            await Task.Delay(5, cancellationToken);
    }

    /// <summary>The lease is renewed, hearts beat, and resume points are saved then, by the clock and not by the message.</summary>
    private bool IsStep(CrashPoint point) => point switch
    {
        { Step: "discord gateway got op 1", Number: > 1 } => false,
        // Commands are registered once, beside whatever is said meanwhile.
        _ when point.Step.Contains(" POST /applications/", StringComparison.Ordinal) => false,
        { Number: > 4 } when point.Step.Contains("IDiscordResumeStore.SaveAsync", StringComparison.Ordinal) => false,
        _ => _plan.Moment == CrashMoment.Recovery || !point.Step.Contains("IInbox.ClaimAsync", StringComparison.Ordinal),
    };

    private ISessionStore OpenStore() => _plan.Store switch
    {
        "sqlite" => new SqliteSessionStore(Path.Combine(_folder.Path, "data", "sessions.db")),
        _ => new JsonSessionStore(new() { Directory = Path.Combine(_folder.Path, "data", "sessions") }),
    };
}
