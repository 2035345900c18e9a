using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Fakes.Discord.World;
using Microsoft.AspNetCore.Http;

namespace Bots.Fakes.Discord.Gateway;

/// <summary>The gateway: sessions, replay, limits, and what a test wants to go wrong.</summary>
public sealed class FakeGateway
{
    private const int GuildMessages = 9;
    private const int DirectMessages = 12;
    private const int MessageContent = 15;

    private readonly Lock _lock = new();
    private readonly DiscordWorld _world;
    private readonly FakeDiscordOptions _options;
    private readonly List<GatewayConnection> _connections = [];
    private readonly Dictionary<string, GatewaySession> _sessions = [];
    private readonly Queue<GatewayMoment> _cuts = new();
    private readonly SessionStarts _starts;

    internal FakeGateway(DiscordWorld world, FakeDiscordOptions options)
    {
        _world = world;
        _options = options;
        _starts = new(world, options);
    }

    /// <summary>Which connections ended how: the close code the client gave, or null for none.</summary>
    public ConcurrentQueue<int?> ClientCloses { get; } = new();

    /// <summary>Connections opened so far.</summary>
    public int Connects { get; private set; }

    /// <summary>Connections that used <c>resume_gateway_url</c>.</summary>
    public int ConnectsToResumeUrl { get; private set; }

    public int Identifies => _starts.Count;

    /// <summary>Resumes that were granted.</summary>
    public int Resumes { get; private set; }

    public int Heartbeats { get; private set; }

    /// <summary>False to leave heartbeats unanswered, as a connection that is half dead does.</summary>
    public bool AnswersHeartbeats { get; set; } = true;

    /// <summary>How many of the next identifies stay without an answer, while heartbeats are answered.</summary>
    public int SilentIdentifies { get; set; }

    /// <summary>How many of the next resumes stay without an answer, while heartbeats are answered.</summary>
    public int SilentResumes { get; set; }

    /// <summary>Sessions that receive at present.</summary>
    public int Listening
    {
        get
        {
            lock (_lock) return _sessions.Values.Count(static session => session.Connection is not null);
        }
    }

    /// <summary>Cuts a connection at the next such moment; several calls make a queue.</summary>
    public void CutAt(GatewayMoment moment)
    {
        lock (_lock) _cuts.Enqueue(moment);
    }

    /// <summary>Cuts asked for and not yet done.</summary>
    public int PendingCuts
    {
        get
        {
            lock (_lock) return _cuts.Count;
        }
    }

    /// <summary>Ends all connections without a word.</summary>
    public void Cut() => ForAll(static connection => connection.Cut());

    /// <summary>Ends all connections with a close code; 4007 and 4009 end their sessions as well.</summary>
    public void Close(int code) => ForAll(connection =>
    {
        if (code is 4004 or 4007 or 4009 or (>= 4010 and <= 4014) && connection.Session is { } session) session.IsInvalid = true;
        connection.Close(code, "as the test asked");
    });

    /// <summary>Op 7: please reconnect and resume.</summary>
    public void AskToReconnect() => ForAll(static connection => connection.Send(7, "null"));

    /// <summary>Op 9.</summary>
    public void Invalidate(bool resumable) => ForAll(connection =>
    {
        if (!resumable && connection.Session is { } session) session.IsInvalid = true;
        connection.Send(9, resumable ? "true" : "false");
    });

    /// <summary>Op 1: a heartbeat at once, please.</summary>
    public void AskForHeartbeat() => ForAll(static connection => connection.Send(1, "null"));

    /// <summary>Forgets all sessions, as Discord does some minutes after a connection is gone.</summary>
    public void ExpireSessions()
    {
        lock (_lock)
        {
            foreach (var session in _sessions.Values) session.IsInvalid = true;
        }
    }

    /// <summary>Sends any event to the sessions that take the guild.</summary>
    public void Dispatch(string name, JsonObject data, string? guildId = null) => Emit(name, guildId, _ => data);

    /// <summary>Sends any text as a payload; it belongs to no session and is never replayed.</summary>
    public void SendRaw(string payload) => ForAll(connection => connection.Send(System.Text.Encoding.UTF8.GetBytes(payload)));

    internal void Emit(string name, string? guildId, Func<GatewaySession, JsonObject?> data)
    {
        lock (_lock)
        {
            foreach (var session in _sessions.Values.Where(session => !session.IsInvalid && session.Takes(guildId)))
            {
                if (data(session) is { } json) Dispatch(session, name, json.ToJsonString());
            }
        }
    }

    internal void EmitMessage(string name, FakeMessage message)
    {
        if (message.IsEphemeral) return;
        Emit(name, message.Channel.Guild?.Id, session => session.HasIntent(message.Channel.Guild is null ? DirectMessages : GuildMessages)
            ? WireJson.Event(message, SeesContent(session, message)) : null);
    }

    internal JsonObject StartLimit() => _starts.Describe();

    internal async Task ServeAsync(HttpContext context)
    {
        var query = context.Request.Query;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var connection = new GatewayConnection(socket, query["compress"] == "zlib-stream", context.Abort) { InPieces = _options.SendsInPieces };
        lock (_lock)
        {
            Connects++;
            if (context.Request.Path.StartsWithSegments(FakeDiscordOptions.ResumePath)) ConnectsToResumeUrl++;
            _connections.Add(connection);
            Greet(connection, query["v"] == "10" && query["encoding"] == "json");
        }

        var code = await connection.RunAsync(payload => Received(connection, payload), context.RequestAborted);
        Ended(connection, code);
    }

    private void Greet(GatewayConnection connection, bool isVersion10)
    {
        if (!isVersion10)
        {
            _world.Violate("gateway: the address must say v=10 and encoding=json");
            connection.Close(4012, "Invalid API version(s).");
        }
        else if (TakeCut(GatewayMoment.BeforeHello))
        {
            connection.Cut();
        }
        else
        {
            connection.Send(10, $"{{\"heartbeat_interval\":{(int)_options.HeartbeatInterval.TotalMilliseconds},\"_trace\":[]}}");
        }
    }

    private void Ended(GatewayConnection connection, int? code)
    {
        ClientCloses.Enqueue(code);
        lock (_lock)
        {
            _connections.Remove(connection);
            if (connection.Session is not { } session || session.Connection != connection) return;
            session.Connection = null;
            if (code is 1000 or 1001) session.IsInvalid = true;
        }
    }

    private void Received(GatewayConnection connection, JsonElement payload)
    {
        _world.Step?.Invoke($"discord gateway got op {payload.GetProperty("op").GetInt32()}");
        lock (_lock)
        {
            if (IsTooMuch(connection))
            {
                connection.Close(4008, "You are being rate limited.");
                return;
            }

            switch (payload.GetProperty("op").GetInt32())
            {
                case 1: Heartbeat(connection, payload.GetProperty("d")); break;
                case 2 when connection.Session is not null: connection.Close(4005, "Already authenticated."); break;
                case 2: Identify(connection, payload.GetProperty("d")); break;
                case 6: Resume(connection, payload.GetProperty("d")); break;
                case 3 or 4 or 8 or 31 when connection.Session is null: connection.Close(4003, "Not authenticated."); break;
                case 3 or 4 or 8 or 31: break;
                default: connection.Close(4001, "Unknown opcode."); break;
            }
        }
    }

    private bool IsTooMuch(GatewayConnection connection)
    {
        var now = _world.Time.GetUtcNow();
        connection.Received.Enqueue(now);
        while (connection.Received.Peek() <= now - TimeSpan.FromMinutes(1)) connection.Received.Dequeue();
        if (connection.Received.Count <= 120) return false;
        _world.Violate("gateway: more than 120 payloads in 60 s");
        return true;
    }

    private void Heartbeat(GatewayConnection connection, JsonElement sequence)
    {
        Heartbeats++;
        if (sequence.ValueKind is not (JsonValueKind.Null or JsonValueKind.Number)) _world.Violate("gateway: a heartbeat carries the last sequence or null");
        if (AnswersHeartbeats) connection.Send(11, "null");
    }

    private void Identify(GatewayConnection connection, JsonElement identify)
    {
        var shard = identify.TryGetProperty("shard", out var given) ? (Id: given[0].GetInt32(), Count: given[1].GetInt32()) : (Id: 0, Count: 1);
        var intents = identify.GetProperty("intents").GetInt32();
        foreach (var name in new[] { "os", "browser", "device" }.Where(name => !identify.GetProperty("properties").TryGetProperty(name, out _)))
            _world.Violate($"gateway: identify lacks properties.{name}");
        var refusal = Refusal(identify.GetProperty("token").GetString(), shard, intents);
        if (!_starts.TryTake(shard.Id)) connection.Send(9, "false");
        else if (TakeCut(GatewayMoment.AtIdentify)) connection.Cut();
        else if (SilentIdentifies > 0) SilentIdentifies--;
        else if (refusal is { } code) connection.Close(code, "as documented");
        else Start(connection, new(Guid.NewGuid().ToString("N"), shard.Id, shard.Count, intents));
    }

    private int? Refusal(string? token, (int Id, int Count) shard, int intents)
    {
        if (token != _options.Token) return 4004;
        if (shard.Id < 0 || shard.Id >= shard.Count) return 4010;
        if (shard.Count < _options.LeastShards) return 4011;
        if (intents is < 0 or >= 1 << 26) return 4013;
        return (intents & _options.DisallowedIntents) != 0 ? 4014 : null;
    }

    private void Start(GatewayConnection connection, GatewaySession session)
    {
        _sessions[session.Id] = session;
        Attach(connection, session);
        Dispatch(session, "READY", new JsonObject
        {
            ["v"] = 10,
            ["user"] = WireJson.Of(_world.Bot),
            ["guilds"] = new JsonArray([.. _world.Guilds.Values.Where(guild => session.Takes(guild.Id)).Select(static guild => new JsonObject { ["id"] = guild.Id, ["unavailable"] = true })]),
            ["session_id"] = session.Id,
            ["resume_gateway_url"] = _options.ResumeUrl,
            ["shard"] = new JsonArray(session.Shard, 1),
            ["application"] = new JsonObject { ["id"] = _world.ApplicationId, ["flags"] = 0 },
            ["private_channels"] = new JsonArray(),
        }.ToJsonString());
        foreach (var guild in _world.Guilds.Values.Where(guild => session.Takes(guild.Id) && !guild.IsUnavailable))
            Dispatch(session, "GUILD_CREATE", WireJson.GuildCreate(guild, _world.Bot, _world.Channels.Values).ToJsonString());
    }

    private void Resume(GatewayConnection connection, JsonElement resume)
    {
        var sequence = resume.GetProperty("seq").GetInt32();
        var session = _sessions.GetValueOrDefault(resume.GetProperty("session_id").GetString()!);
        if (resume.GetProperty("token").GetString() != _options.Token) connection.Close(4004, "Authentication failed.");
        else if (TakeCut(GatewayMoment.AtResume)) connection.Cut();
        else if (SilentResumes > 0) SilentResumes--;
        else if (session is null || session.IsInvalid) connection.Send(9, "false");
        else if (sequence > session.Sequence) connection.Close(4007, "Invalid seq.");
        else Replay(connection, session, sequence);
    }

    private void Replay(GatewayConnection connection, GatewaySession session, int sequence)
    {
        Attach(connection, session);
        foreach (var payload in session.After(sequence))
        {
            if (TakeCut(GatewayMoment.InReplay))
            {
                connection.Cut(payload);
                session.Connection = null;
                return;
            }

            connection.Send(payload);
        }

        Resumes++;
        session.Dispatch("RESUMED", "{\"_trace\":[]}");
    }

    private static void Attach(GatewayConnection connection, GatewaySession session)
    {
        session.Connection?.Close(4000, "resumed elsewhere");
        session.Connection = connection;
        connection.Session = session;
    }

    private void Dispatch(GatewaySession session, string name, string data)
    {
        if (name is "READY" or "GUILD_CREATE" || session.Connection is not { } connection || !TakeCut(GatewayMoment.InDispatch))
        {
            session.Dispatch(name, data);
            return;
        }

        session.Connection = null;
        session.Dispatch(name, data);
        connection.Cut(session.After(session.Sequence - 1).Single());
    }

    private bool SeesContent(GatewaySession session, FakeMessage message) =>
        session.HasIntent(MessageContent) || message.Channel.Guild is null || message.Author.Id == _world.Bot.Id || message.Mentions.Any(user => user.Id == _world.Bot.Id);

    private bool TakeCut(GatewayMoment moment) => _cuts.TryPeek(out var next) && next == moment && _cuts.TryDequeue(out _);

    private void ForAll(Action<GatewayConnection> action)
    {
        lock (_lock)
        {
            foreach (var connection in _connections) action(connection);
        }
    }
}
