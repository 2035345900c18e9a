using System.Net;
using System.Net.Sockets;
using Bots.Fakes.Models;
using Bots.Sessions;
using Bots.Sessions.Sqlite;

namespace Bots.HostUnderTest;

/// <summary>People write while the host is killed (SIGKILL) at random moments and started again; at the end every accepted message must be
/// answered exactly once, in order.</summary>
public static class KillRun
{
    /// <summary>Kills the host <paramref name="kills"/> times under <paramref name="users"/> users of the web chat.</summary>
    /// <exception cref="InvalidOperationException">A promise was broken; the message says which.</exception>
    public static async Task<KillReport> WebAsync(string store, int kills, int users, int seed)
    {
        using var folder = new TempFolder();
        await using var model = await ModelServer.StartAsync();
        model.Delay = TimeSpan.FromMilliseconds(20);
        var port = FreePort();
        (string, string)[] settings =
        [
            ("Sessions:Store", store), ("Agents:default:Provider", "openai"), ("Agents:default:Model", "scripted"),
            ("Agents:default:Endpoint", model.OpenAIEndpoint), ("Agents:default:ApiKey", "none"), ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
            // A message that is hit by three kills in a row would become a dead letter, as it should; here every one is to be answered.
            ("Turns:MaxAttempts", "100"),
        ];
        var people = Enumerable.Range(1, users).Select(user => new WebUser($"user {user}", port)).ToList();
        using var over = new CancellationTokenSource();
        var writing = people.Select(person => WriteAsync(person, over.Token)).ToList();
        var random = new Random(seed);
        for (var kill = 0; kill < kills; kill++)
        {
            await using var host = await HostProcess.StartAsync(folder.Path, settings);
            if (host.Url is null) throw new InvalidOperationException($"The host did not start after kill {kill}:\n{host.Output}");
            await Task.Delay(random.Next(0, 1000));
        }

        await over.CancelAsync();
        await using var last = await HostProcess.StartAsync(folder.Path, settings);
        await Task.WhenAll(writing);
        var sessions = OpenStore(store, folder.Path);
        foreach (var person in people) await CheckAsync(person, sessions, last);
        if (sessions is IAsyncDisposable open) await open.DisposeAsync();
        var report = new KillReport(kills, people.Sum(static person => person.Accepted.Count));
        people.ForEach(static person => person.Dispose());
        return report;
    }

    private static async Task WriteAsync(WebUser person, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await person.SayAsync(cancellationToken);
                await Task.Delay(50, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over. A message that was under way may or may not have arrived: it was not acknowledged.
        }
    }

    private static ISessionStore OpenStore(string store, string folder) => store switch
    {
        "sqlite" => new SqliteSessionStore(Path.Combine(folder, "data", "sessions.db")),
        _ => throw new ArgumentException($"No store \"{store}\" outlives a kill.", nameof(store)),
    };

    private static async Task CheckAsync(WebUser person, ISessionStore sessions, HostProcess host)
    {
        var key = await person.SessionKeyAsync();
        List<string> said = [], answered = [];
        for (var patience = 0; patience < 600 && answered.Count < person.Accepted.Count; patience++)
        {
            if (patience > 0) await Task.Delay(100);
            var history = await sessions.GetChatHistoryAsync(key);
            said = [.. history.Where(static message => message.Role == "user").Select(static message => message.Content)];
            answered = [.. history.Where(static message => message.Role == "assistant").Select(static message => message.Content)];
        }

        // The very last message may have arrived without its acknowledgement reaching the person.
        var expected = person.Accepted.Count == said.Count - 1 ? [.. person.Accepted, said[^1]] : person.Accepted;
        if (!said.SequenceEqual(expected) || answered.Count != expected.Count || expected.Zip(answered).Any(static pair => pair.Second != $"You said: {pair.First}"))
            throw new InvalidOperationException($"{key}\nAccepted: {string.Join('|', person.Accepted)}\nSaid: {string.Join('|', said)}\nAnswered: {string.Join('|', answered)}\n{host.Output}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>What a run survived.</summary>
/// <param name="Kills">How often the host was killed.</param>
/// <param name="Messages">How many messages were accepted, each answered once.</param>
public sealed record KillReport(int Kills, int Messages);
