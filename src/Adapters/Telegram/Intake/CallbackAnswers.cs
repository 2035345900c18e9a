using System.Collections.Concurrent;
using Bots.Adapters.Telegram.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Ends the waiting sign on pressed buttons, beside the intake: a slow answer holds nothing up, and a lost one harms nothing.</summary>
internal sealed partial class CallbackAnswers(ITelegramClient client, ILogger logger)
{
    private readonly ConcurrentDictionary<Task, bool> _underWay = new();

    /// <summary>Tells the platform that the presses among the updates arrived; call it once they are stored.</summary>
    /// <param name="updates">The updates.</param>
    /// <param name="refused">What those are told whose press does nothing, by update.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public void Answer(IEnumerable<Update> updates, IReadOnlyDictionary<long, string> refused, CancellationToken cancellationToken)
    {
        foreach (var update in updates)
        {
            if (update.CallbackQuery is { } query) Track(AnswerAsync(query.Id, refused.GetValueOrDefault(update.UpdateId), cancellationToken));
        }
    }

    /// <summary>Returns when nothing is under way.</summary>
    public Task DrainAsync() => Task.WhenAll(_underWay.Keys);

    private void Track(Task task)
    {
        _underWay[task] = true;
        task.ContinueWith(ended => _underWay.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task AnswerAsync(string id, string? text, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(new AnswerCallbackQuery(id) { Text = text, ShowAlert = text is null ? null : true }, cancellationToken);
        }
        catch (TelegramApiException exception)
        {
            LogRefused(exception.Message);
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }

    [LoggerMessage(LogLevel.Debug, "A pressed button could not be answered: {Reason}")]
    private partial void LogRefused(string reason);
}
