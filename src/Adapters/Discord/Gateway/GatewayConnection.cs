using System.Net.WebSockets;
using System.Text.Json;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>One connection to the gateway, from hello to its end.</summary>
internal sealed partial class GatewayConnection(DiscordContext context, ShardSession session, ShardIntake intake, Action<string> listening) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GoodbyeDeadline = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = context.Logger;
    private readonly GatewayEvents _events = new(context, session, intake.Seen);
    private readonly GatewaySocket _socket = new();
    private readonly GatewayHeart _heart = new(context.Time, context.Chance);
    private readonly CancellationTokenSource _life = new();
    private CancellationTokenSource? _deadline;
    private Task _beating = Task.CompletedTask;
    private IdentifyGate.Turn? _turn;
    private string _what = "";
    private long? _listeningSince;
    private volatile bool _isHeldUp;

    /// <summary>True once Discord was asked to go on with the session.</summary>
    public bool AskedToResume { get; private set; }

    /// <summary>True once a dispatch came: Discord has the session, even when nothing more can be taken in.</summary>
    public bool WasHeard { get; private set; }

    /// <summary>True once Discord confirmed the session.</summary>
    public bool WasListening { get; private set; }

    /// <summary>True once it has listened for a while.</summary>
    public bool HasLasted => _listeningSince is { } since && context.Time.GetElapsedTime(since) >= AWhile;

    /// <summary>Receives until the connection ends, and says what to do then; throws only when cancelled.</summary>
    /// <param name="url">Where to connect.</param>
    /// <param name="turn">The right to identify, for a new session; null to resume.</param>
    /// <param name="cancellationToken">Leaves, keeping the session.</param>
    public async Task<GatewayEnd> RunAsync(string url, IdentifyGate.Turn? turn, CancellationToken cancellationToken)
    {
        _turn = turn;
        _deadline = new(Deadline, context.Time);
        await using var deadline = _deadline.Token.Register(_life.Cancel);
        await using var stop = cancellationToken.Register(_life.Cancel);
        try
        {
            await _socket.ConnectAsync(url, _life.Token);
            return await ReceiveUntilOverAsync();
        }
        catch (Exception exception) when (IsConnectionsEnd(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return _socket.CloseCode is null && _life.IsCancellationRequested
                ? new(GatewayNext.Resume, _isHeldUp ? "too much waits to be stored" : "Discord did not answer in time")
                : GatewayEnd.Of(_socket.CloseCode, context.Bot);
        }
        finally
        {
            await _life.CancelAsync();
            await _beating;
            _turn?.Dispose();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _life.Dispose();
        _deadline?.Dispose();
    }

    private static bool IsConnectionsEnd(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or HttpRequestException or InvalidDataException or JsonException or InvalidOperationException or FormatException or ArgumentException;

    /// <summary>Receives until the other side ends it or we do; then says goodbye, for which the socket must not have been torn down.</summary>
    private async Task<GatewayEnd> ReceiveUntilOverAsync()
    {
        using var abort = new CancellationTokenSource();
        var receiving = ReceiveAsync(abort.Token);
        try
        {
            return await receiving.WaitAsync(_life.Token);
        }
        finally
        {
            using (var patience = new CancellationTokenSource(GoodbyeDeadline, context.Time))
            {
                await _socket.LeaveAsync(patience.Token);
                await ((Task)receiving).WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await abort.CancelAsync();
            await ((Task)receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<GatewayEnd> ReceiveAsync(CancellationToken abort)
    {
        while (await _socket.ReceiveAsync(abort) is { } payload)
        {
            // After the end nothing may be taken in: it would be numbered as received, and never replayed.
            _life.Token.ThrowIfCancellationRequested();
            if (await HandleAsync(payload, _life.Token) is { } end) return end;
        }

        return GatewayEnd.Of(_socket.CloseCode, context.Bot);
    }

    private async ValueTask<GatewayEnd?> HandleAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (ReadOrNull(payload.Span) is not { } envelope) return null;
        switch (envelope.Op)
        {
            case 0: await DispatchAsync(envelope, payload, cancellationToken); return null;
            case 1: await BeatAsync(cancellationToken); return null;
            case 7: return new(GatewayNext.Resume, "Discord asked to reconnect");
            case 9: return payload.Span[Math.Max(0, envelope.DataStart)..].IndexOf("true"u8) >= 0
                ? new(GatewayNext.Resume, "Discord asked to resume")
                : new(GatewayNext.Identify, "Discord ended the session");
            case 10: await HelloAsync(envelope, payload, cancellationToken); return null;
            case 11: AnsweredHeartbeat(); return null;
            default: return null;
        }
    }

    private GatewayEnvelope? ReadOrNull(ReadOnlySpan<byte> payload)
    {
        try
        {
            return GatewayEnvelope.Read(payload);
        }
        catch (JsonException)
        {
            LogNoJson(context.Bot, payload.Length);
            return null;
        }
    }

    private async Task HelloAsync(GatewayEnvelope envelope, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var hello = GatewayEvents.Data(envelope, payload, DiscordJson.Default.HelloEvent);
        if (hello.HeartbeatInterval <= 0) throw new JsonException("HELLO names no interval.");
        // From here on for the answer: heartbeats are answered even on a connection that has no session.
        _deadline!.CancelAfter(Deadline);
        _beating = BeatAsync(TimeSpan.FromMilliseconds(hello.HeartbeatInterval), cancellationToken);
        if (_turn is null && session.Id is { } id)
        {
            AskedToResume = true;
            await _socket.SendAsync(GatewayPayloads.Resume(context.Options.Token, id, session.Received ?? 0), cancellationToken);
            return;
        }

        await intake.IdentifyAsync(cancellationToken);
        _turn?.Use();
        await _socket.SendAsync(GatewayPayloads.Identify(context.Options, session.Shard, session.Shards), cancellationToken);
        _turn?.Use();
        _turn?.Dispose();
    }

    private async Task BeatAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        try
        {
            await _heart.RunAsync(interval, BeatAsync, cancellationToken);
            // While too much waits, answers are not read.
            if (!_isHeldUp) LogZombie(context.Bot);
        }
        catch (Exception exception) when (IsConnectionsEnd(exception))
        {
            // The connection is over; the reader sees it, too.
        }

        await _life.CancelAsync();
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        await _socket.SendAsync(GatewayPayloads.Heartbeat(session.Received), cancellationToken);
        if (WasListening) intake.Checkpoint(session.Received ?? 0);
    }

    private async ValueTask DispatchAsync(GatewayEnvelope envelope, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        Heard();
        var sequence = envelope.Sequence ?? session.Received ?? 0;
        var item = _events.Read(envelope, payload, sequence);
        if (item is not null) await AddAsync(item with { Sequence = sequence }, cancellationToken);
        else intake.Skip(sequence);
        // Not before the intake knows of it: a session that began for the connection alone would be resumed for ever with its point never saved.
        if (item is IntakeItem.SessionStarted started) session.Start(started.Point);
        session.Received = sequence;
        if (envelope.Kind is not (GatewayEventKind.Ready or GatewayEventKind.Resumed)) return;
        WasListening = true;
        _listeningSince ??= context.Time.GetTimestamp();
        _what = envelope.Kind == GatewayEventKind.Ready ? "connected" : "resumed";
        listening(_what);
    }

    private void AnsweredHeartbeat()
    {
        _heart.Answered();
        if (WasListening) listening(_what);
    }

    private void Heard()
    {
        if (WasHeard) return;
        WasHeard = true;
        _deadline!.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private async ValueTask AddAsync(IntakeItem item, CancellationToken cancellationToken)
    {
        _isHeldUp = true;
        await intake.AddAsync(item, cancellationToken);
        _isHeldUp = false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: a payload of {Length} bytes could not be read and is skipped")]
    private partial void LogNoJson(string bot, int length);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: a heartbeat was not answered; reconnecting")]
    private partial void LogZombie(string bot);
}
