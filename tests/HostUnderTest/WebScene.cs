using System.Net;
using System.Net.Sockets;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Sqlite;

namespace Bots.HostUnderTest;

/// <summary>People at the web chat; what they see is what the store holds.</summary>
public sealed class WebScene : IKillScene, IDisposable
{
    private readonly int _port = FreePort();
    private readonly List<WebUser> _people;

    public WebScene(int users) => _people = [.. Enumerable.Range(1, users).Select(user => new WebUser($"user {user}", _port))];

    public IReadOnlyList<(string Key, string Value)> Settings => [("ASPNETCORE_URLS", $"http://127.0.0.1:{_port}")];

    public IReadOnlyList<WebUser> People => _people;

    public int Accepted => _people.Sum(static person => person.Accepted.Count);

    public int Progress => Accepted;

    public Task WriteAsync(CancellationToken cancellationToken) => Task.WhenAll(_people.Select(person => WriteAsync(person, cancellationToken)));

    public async Task<string?> CheckAsync(string store, string folder)
    {
        var sessions = OpenStore(store, folder);
        try
        {
            foreach (var person in _people)
            {
                if (await CheckAsync(person, sessions) is { } problem) return problem;
            }

            return null;
        }
        finally
        {
            if (sessions is IAsyncDisposable open) await open.DisposeAsync();
        }
    }

    public void Dispose() => _people.ForEach(static person => person.Dispose());

    private static async Task WriteAsync(WebUser person, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await person.SayAsync(cancellationToken);
                await Task.Delay(20, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over. A message that was under way may or may not have arrived: it was not acknowledged.
        }
    }

    private static async Task<string?> CheckAsync(WebUser person, ISessionStore sessions)
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
        return said.SequenceEqual(expected) && answered.SequenceEqual(expected.Select(KillRun.Answer)) ? null
            : $"Accepted: {string.Join('|', person.Accepted)}\nSaid: {string.Join('|', said)}\nAnswered: {string.Join('|', answered)}";
    }

    private static ISessionStore OpenStore(string store, string folder) => store switch
    {
        "sqlite" => new SqliteSessionStore(Path.Combine(folder, "data", "sessions.db")),
        "json" => new JsonSessionStore(new() { Directory = Path.Combine(folder, "data", "sessions") }),
        _ => throw new ArgumentException($"No store \"{store}\" outlives a kill.", nameof(store)),
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
