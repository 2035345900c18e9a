using Bots.Sessions;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Hands the host what a shard received: again and again while its store is down, and past what nobody can handle.</summary>
/// <param name="context">The account.</param>
/// <param name="sink">The host.</param>
/// <param name="paused">Told whether the host's store is down, so that nothing is taken in.</param>
internal sealed partial class HostDoor(DiscordContext context, IInboundSink sink, Action<bool> paused)
{
    private readonly ILogger _logger = context.Logger;

    /// <summary>Returns once the messages are stored, those left out that are odd.</summary>
    public async Task StoreAsync(List<InboundMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0) return;
        try
        {
            await PatientlyAsync(async () => await sink.AcceptAsync(messages, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (IsOdd(exception, cancellationToken))
        {
            if (messages.Count == 1) LogSkipped(context.Bot, nameof(IntakeItem.Message), messages[0].DedupeId, exception.GetType().Name);
            // It is one of them; the others must not suffer for it.
            else foreach (var message in messages) await StoreAsync([message], cancellationToken);
        }
    }

    /// <summary>Does something again and again while the host's store is down.</summary>
    public async Task PatientlyAsync(Func<Task> what, CancellationToken cancellationToken)
    {
        await PatientIntake.RunAsync(what, () => paused(true), context.Time, cancellationToken);
        paused(false);
    }

    /// <summary>Does something about an event; one that nobody can handle is told of and left, as it would be as odd the next time.</summary>
    public async Task UnlessOddAsync(string kind, string? id, Func<Task> handle, CancellationToken cancellationToken)
    {
        try
        {
            await handle();
        }
        catch (Exception exception) when (IsOdd(exception, cancellationToken))
        {
            LogSkipped(context.Bot, kind, id ?? "without id", exception.GetType().Name);
        }
    }

    private static bool IsOdd(Exception exception, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested && exception is not SessionStoreException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the event {Kind} {Id} could not be handled and is skipped ({Problem})")]
    private partial void LogSkipped(string bot, string kind, string id, string problem);
}
