using Bots.Fakes.Models;

namespace Bots.HostUnderTest;

/// <summary>People write while the host is killed (SIGKILL) at random moments and started again; at the end every accepted message must be
/// answered exactly once, in order.</summary>
public static class KillRun
{
    /// <summary>Kills the host <paramref name="kills"/> times while people of <paramref name="scene"/> write.</summary>
    /// <exception cref="InvalidOperationException">A promise was broken; the message says which.</exception>
    public static async Task<KillReport> RunAsync(IKillScene scene, string store, int kills, int seed)
    {
        using var folder = new TempFolder();
        await using var model = await ModelServer.StartAsync();
        model.Otherwise = static request => new ModelReply.Text([.. Answer(request.LastUserText).Chunk(20).Select(static piece => new string(piece))]) { Delay = TimeSpan.FromMilliseconds(20) };
        (string, string)[] settings =
        [
            ("Sessions:Store", store), ("Agents:default:Provider", "openai"), ("Agents:default:Model", "scripted"),
            ("Agents:default:Endpoint", model.OpenAIEndpoint), ("Agents:default:ApiKey", "none"),
            // A message that is hit by three kills in a row would become a dead letter, as it should; here every one is to be answered.
            ("Turns:MaxAttempts", "100"), .. scene.Settings,
        ];
        using var over = new CancellationTokenSource();
        var writing = scene.WriteAsync(over.Token);
        var random = new Random(seed);
        for (var kill = 0; kill < kills; kill++)
        {
            await using var host = await HostProcess.StartAsync(folder.Path, settings);
            if (host.Url is null) throw new InvalidOperationException($"The host did not start after kill {kill}:\n{host.Output}");
            await LiveAsync(scene, random);
        }

        await over.CancelAsync();
        await using var last = await HostProcess.StartAsync(folder.Path, settings);
        await writing;
        var problem = await scene.CheckAsync(store, folder.Path);
        return problem is null ? new(kills, scene.Accepted) : throw new InvalidOperationException($"{problem}\n{last.Output}");
    }

    /// <summary>What the model says to a prompt: long enough for a preview.</summary>
    public static string Answer(string prompt) => $"You said: {prompt} That is what I heard, and this sentence makes the answer longer than a preview.";

    /// <summary>Lets the host live: sometimes hardly at all, usually until it has answered a little.</summary>
    private static async Task LiveAsync(IKillScene scene, Random random)
    {
        for (var patience = 0; patience < 3_000 && scene.Accepted == 0; patience++) await Task.Delay(10);
        var end = Environment.TickCount64 + (random.Next(3) == 0 ? random.Next(0, 300) : 5_000);
        var enough = scene.Progress + random.Next(1, 15);
        while (Environment.TickCount64 < end && scene.Progress < enough) await Task.Delay(2);
        await Task.Delay(random.Next(0, 60));
    }
}

/// <summary>A platform and the people on it.</summary>
public interface IKillScene
{
    /// <summary>The configuration that connects the host to it.</summary>
    IReadOnlyList<(string Key, string Value)> Settings { get; }

    /// <summary>Messages the host must answer by now.</summary>
    int Accepted { get; }

    /// <summary>Grows with everything the host visibly does.</summary>
    int Progress { get; }

    /// <summary>Lets everyone write until cancelled; never throws.</summary>
    Task WriteAsync(CancellationToken cancellationToken);

    /// <summary>Waits for the answers; null when everyone has exactly what they should have, else what is wrong.</summary>
    Task<string?> CheckAsync(string store, string folder);
}

/// <summary>What a run survived.</summary>
/// <param name="Kills">How often the host was killed.</param>
/// <param name="Messages">How many messages were accepted, each answered once.</param>
public sealed record KillReport(int Kills, int Messages);
