using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>Keeps one shard connected: resumes where it can, identifies where it must, and never faster than Discord allows.</summary>
internal sealed partial class GatewayShard(DiscordContext context, ShardIntake intake, ShardSession session, IdentifyGate gate, Action<AdapterState> report)
{
    private const int MostTriesOfResumeUrl = 3;
    private const int MostTriesOfResume = 8;

    // Discord asks for a heartbeat every 41 seconds, and each answer is a sign of life.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);

    private readonly ILogger _logger = context.Logger;
    private readonly IdentifyPace _pace = new(context.Time);
    private int _failures;
    private int _failedConnects;
    private int _failedResumes;

    /// <summary>Reads where an earlier process was, or null; every shard before the first one runs.</summary>
    public async Task<DiscordResumePoint?> LoadAsync(CancellationToken cancellationToken)
    {
        var point = await intake.LoadAsync(cancellationToken);
        if (intake.IdentifiedBefore is { } at) gate.Follow(at);
        return point;
    }

    /// <summary>Takes its place among all shards, given what they saved; every shard before the first one runs.</summary>
    public async Task BeginAsync(IReadOnlyList<DiscordResumePoint> saved, CancellationToken cancellationToken)
    {
        if (await intake.BeginAsync(saved, session.Shards, cancellationToken) is { } point) session.Continue(point);
    }

    /// <summary>Runs until cancelled, or until no retry can help.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = await ConnectAsync(cancellationToken);
            if (end.Next == GatewayNext.Stop)
            {
                LogStopped(context.Bot, end.Why);
                report(new(AdapterHealth.Failed, end.Why) { CanSend = end.CanSend });
                return;
            }

            if (end.Next == GatewayNext.Identify || _failedResumes >= MostTriesOfResume) Lose();
            var wait = end.Next == GatewayNext.Identify ? TimeSpan.FromSeconds(1 + (4 * context.Chance())) : Backoff();
            LogEnded(context.Bot, session.Shard, end.Why, wait);
            report(new(AdapterHealth.Retrying, $"{end.Why}; connecting again") { NextWithin = wait + Silence });
            await Task.Delay(wait, context.Time, cancellationToken);
        }
    }

    private async Task<GatewayEnd> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (session.Id is not null && _failedConnects < MostTriesOfResumeUrl) return await ConnectAsync(session.ResumeUrl, null, cancellationToken);
            var gateway = await context.Account.GetGatewayAsync(cancellationToken);
            if (session.Id is not null) return await ConnectAsync(gateway.Url, null, cancellationToken);
            await WaitAsync(gateway.SessionStartLimit, _pace.Wait(), cancellationToken);
            using var turn = await gate.EnterAsync(session.Shard, gateway.SessionStartLimit.MaxConcurrency, session.WasLost, cancellationToken);
            // Asked again: while this shard waited for its turn, others took theirs.
            gateway = await context.Account.GetGatewayAsync(cancellationToken);
            if (gate.TryTake(gateway.SessionStartLimit.Remaining))
            {
                _pace.Count();
                return await ConnectAsync(gateway.Url, turn, cancellationToken);
            }

            turn.Dispose();
            await WaitForStartAsync(gateway.SessionStartLimit, cancellationToken);
            return new(GatewayNext.Resume, "the wait for a session start is over");
        }
        catch (DiscordApiException exception) when (exception.Status == 401)
        {
            return GatewayEnd.Of(4004, context.Bot);
        }
        catch (DiscordApiException exception)
        {
            _failures++;
            return new(GatewayNext.Resume, exception.Message);
        }
    }

    private async Task<GatewayEnd> ConnectAsync(string url, IdentifyGate.Turn? turn, CancellationToken cancellationToken)
    {
        using var connection = new GatewayConnection(context, session, intake, what => report(new(AdapterHealth.Up, $"{what} as user {session.Self?.UserId}") { NextWithin = Silence }));
        var end = await connection.RunAsync(url, turn, cancellationToken);
        // One that only just began to listen may be closed at once again and again.
        _failures = connection.HasLasted ? 0 : _failures + 1;
        _failedConnects = connection.WasHeard ? 0 : _failedConnects + 1;
        // A network that is down, or a store, says nothing about the session; what was missed without it is fetched in part only.
        if (connection.WasHeard) _failedResumes = 0;
        else if (connection.AskedToResume) _failedResumes++;
        return end;
    }

    private void Lose()
    {
        session.Lose();
        _failedResumes = 0;
    }

    /// <summary>1,000 identifies a day over all shards; beyond that Discord resets the token.</summary>
    private Task WaitForStartAsync(SessionStartLimit limit, CancellationToken cancellationToken)
    {
        var reset = TimeSpan.FromMilliseconds(limit.ResetAfter + 1000);
        return WaitAsync(limit, limit.Remaining > 0 && IdentifyGate.Settled < reset ? IdentifyGate.Settled : reset, cancellationToken);
    }

    private async Task WaitAsync(SessionStartLimit limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero) return;
        LogStartsUsedUp(context.Bot, limit.Remaining, wait);
        report(new(AdapterHealth.Retrying, $"{limit.Remaining} of {limit.Total} session starts are left; waiting {wait:hh\\:mm\\:ss} before the next") { NextWithin = wait + Silence });
        await Task.Delay(wait, context.Time, cancellationToken);
    }

    private TimeSpan Backoff() => _failures == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, Math.Min(_failures - 1, 6))) * (0.5 + (context.Chance() / 2)));

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Bot}: shard {Shard} is not connected: {Why}; trying again in {Wait}")]
    private partial void LogEnded(string bot, int shard, string why, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Bot}: Discord is off: {Why}")]
    private partial void LogStopped(string bot, string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Bot}: {Left} session starts are left today; the next is made in {Wait}")]
    private partial void LogStartsUsedUp(string bot, int left, TimeSpan wait);
}
