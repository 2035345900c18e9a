using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Bots.Adapters.Discord.Interactions;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>All shards of one account.</summary>
internal sealed class DiscordGateway(DiscordContext context, InteractionResponder responder)
{
    private readonly CommandRegistrar _commands = new(context);

    /// <summary>Takes messages in until cancelled, or until no retry can help.</summary>
    public async Task RunAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var gate = new IdentifyGate(context.Time);
        try
        {
            var count = context.Options.Shards > 0 ? context.Options.Shards : await RecommendedAsync(end.Token);
            var board = new ShardBoard(count, state => sink.Report(context.Bot, state));
            await Task.WhenAll(Enumerable.Range(0, count).Select(shard => RunAsync(sink, shard, board, gate, end)));
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

    private async Task RunAsync(IInboundSink sink, int number, ShardBoard board, IdentifyGate gate, CancellationTokenSource end)
    {
        var intake = new ShardIntake(context, sink, responder, number, paused => board.Pause(number, paused));
        var session = new ShardSession(context.Bot, number, board.Count, GatewayIntents.For(context.Options));
        var shard = new GatewayShard(context, intake, session, gate, state =>
        {
            board.Report(number, state);
            if (number == 0 && state.Health == AdapterHealth.Up && session.Self is { } self) _commands.Start(self.ApplicationId, end.Token);
        });
        // Whichever ends first takes the other along: a shard that nobody listens to must not look connected.
        Task[] both = [intake.RunAsync(end.Token), shard.RunAsync(end.Token)];
        await Task.WhenAny(both);
        await end.CancelAsync();
        await Task.WhenAll(both);
    }

    private async Task<int> RecommendedAsync(CancellationToken cancellationToken) =>
        (await OutagePatience.AskAsync(context.Time, async token => await context.Account.GetGatewayAsync(token), cancellationToken))?.Shards ?? 1;
}
