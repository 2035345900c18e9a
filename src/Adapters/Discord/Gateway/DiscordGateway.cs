using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Bots.Adapters.Discord.Interactions;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>All shards of one account.</summary>
internal sealed class DiscordGateway(DiscordContext context, InteractionResponder responder)
{
    // A request may take its time before it fails.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);

    private readonly CommandRegistrar _commands = new(context);

    /// <summary>Takes messages in until cancelled, or until no retry can help.</summary>
    public async Task RunAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var gate = new IdentifyGate(context.Time);
        try
        {
            if (await ShardsAsync(sink, end.Token) is not { } count) return;
            var board = new ShardBoard(count, state => sink.Report(context.Bot, state));
            var shards = Enumerable.Range(0, count).Select(number => NewShard(sink, number, board, gate, end.Token)).ToList();
            await BeginAsync([.. shards.Select(static shard => shard.Shard)], end.Token);
            await Task.WhenAll(shards.Select(shard => RunAsync(shard.Intake, shard.Shard, end)));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Stopped, or given up with a reported reason.
        }
        finally
        {
            await responder.DrainAsync();
            await _commands.DrainAsync();
        }
    }

    private async Task BeginAsync(IReadOnlyList<GatewayShard> shards, CancellationToken cancellationToken)
    {
        List<DiscordResumePoint> saved = [.. (await Task.WhenAll(shards.Select(shard => shard.LoadAsync(cancellationToken)))).OfType<DiscordResumePoint>()];
        // There may have been more shards, each with guilds of its own.
        for (var (number, last) = (shards.Count, saved.Select(static point => point.Shards).DefaultIfEmpty().Max()); number < last; number++)
        {
            if (await context.Resumes.LoadAsync(context.Bot, number, cancellationToken) is { IsNone: false } point && point.IsUsable(context.Time.GetUtcNow())) saved.Add(point);
        }

        await Task.WhenAll(shards.Select(shard => shard.BeginAsync(saved, cancellationToken)));
    }

    private (ShardIntake Intake, GatewayShard Shard) NewShard(IInboundSink sink, int number, ShardBoard board, IdentifyGate gate, CancellationToken end)
    {
        var intake = new ShardIntake(context, sink, responder, number, paused => board.Pause(number, paused));
        var session = new ShardSession(context.Bot, number, board.Count, GatewayIntents.For(context.Options));
        var shard = new GatewayShard(context, intake, session, gate, state =>
        {
            board.Report(number, state);
            if (number == 0 && state.Health == AdapterHealth.Up && session.Self is { } self) _commands.Start(self.ApplicationId, end);
        });
        return (intake, shard);
    }

    private static async Task RunAsync(ShardIntake intake, GatewayShard shard, CancellationTokenSource end)
    {
        // Whichever ends first takes the other along: a shard that nobody listens to must not look connected.
        Task[] both = [intake.RunAsync(end.Token), shard.RunAsync(end.Token)];
        await Task.WhenAny(both);
        await end.CancelAsync();
        await Task.WhenAll(both);
    }

    /// <summary>How many shards there are to be; null when Discord rejects the token.</summary>
    private async Task<int?> ShardsAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        if (context.Options.Shards > 0) return context.Options.Shards;
        try
        {
            return (await OutagePatience.AskAsync(context.Time, token => RecommendedAsync(sink, token), cancellationToken))?.Shards ?? 1;
        }
        catch (TokenRejectedException)
        {
            sink.Report(context.Bot, new(AdapterHealth.Failed, GatewayEnd.Of(4004, context.Bot).Why));
            return null;
        }
    }

    private async ValueTask<GatewayBot> RecommendedAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Account.GetGatewayAsync(cancellationToken);
        }
        catch (DiscordApiException exception) when (exception.Status == 401)
        {
            throw new TokenRejectedException();
        }
        catch (DiscordApiException exception)
        {
            sink.Report(context.Bot, new(AdapterHealth.Retrying, $"{exception.Message}; asking again") { NextWithin = (exception.RetryAfter ?? OutagePatience.LongestWait) + Silence });
            throw;
        }
    }

    private sealed class TokenRejectedException : Exception;
}
