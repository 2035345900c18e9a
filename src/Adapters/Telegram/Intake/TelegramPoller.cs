using Bots.Adapters.Telegram.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Takes updates in by long polling, through any outage. An update counts as received only once it is stored.</summary>
internal sealed partial class TelegramPoller(string bot, TelegramOptions options, ITelegramClient client, TimeProvider time, ILogger logger)
{
    private const int BatchSize = 100;

    private static readonly string[] AllowedUpdates = ["message", "callback_query"];

    private readonly PollTrouble _trouble = new();
    private readonly CallbackAnswers _presses = new(client, logger);
    private TelegramAccount? _account;
    private long? _offset;
    private bool _up;

    /// <summary>Polls until cancelled.</summary>
    public async Task RunAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        await PollAsync(sink, cancellationToken);
        await _presses.DrainAsync();
    }

    private async Task PollAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        sink.Report(bot, new(AdapterHealth.Starting, "Connecting to Telegram."));
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(sink, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                await RecoverAsync(sink, exception, cancellationToken);
            }
        }
    }

    private async Task StepAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        var account = _account ??= await ConnectAsync(cancellationToken);
        var updates = await GetUpdatesAsync(cancellationToken);
        if (updates.Count > 0) await AcceptAsync(sink, updates, account, cancellationToken);
        _trouble.Over();
        _up = true;
        sink.Report(bot, new(AdapterHealth.Up, $"Receiving as @{account.Username}."));
    }

    private async Task<TelegramAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        var me = await client.CallAsync(new GetMe(), cancellationToken);
        // A webhook left over from earlier would make every poll fail; its waiting updates are kept.
        await client.CallAsync(new DeleteWebhook(), cancellationToken);
        LogConnected(bot, me.Username ?? "", me.Id);
        return new(bot, me.Id, me.Username ?? "");
    }

    private async Task<UpdateBatch> GetUpdatesAsync(CancellationToken cancellationToken)
    {
        using var watchdog = new CancellationTokenSource(TimeSpan.FromSeconds(options.WatchdogSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Token, cancellationToken);
        try
        {
            // After trouble the first poll returns at once, so that operators need not wait for the good news.
            return await client.CallAsync(new GetUpdates(_offset, BatchSize, _up ? options.PollTimeoutSeconds : 0, AllowedUpdates), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TelegramApiException(0, $"The poll showed no life for {options.WatchdogSeconds} s.");
        }
    }

    private async Task AcceptAsync(IInboundSink sink, UpdateBatch updates, TelegramAccount account, CancellationToken cancellationToken)
    {
        List<InboundMessage> messages = [.. updates.Select(update => Map(update, account)).OfType<InboundMessage>()];
        if (messages.Count > 0) await sink.AcceptAsync(messages, cancellationToken);
        _presses.Answer(updates, cancellationToken);
        var next = updates.Max(static update => update.UpdateId) + 1;
        if (next <= (_offset ?? 0)) throw new TelegramApiException(0, "The server sent updates that it was told are done.");
        _offset = next;
    }

    private InboundMessage? Map(Update update, TelegramAccount account)
    {
        if (update.Malformed is { } reason)
        {
            LogMalformed(bot, update.UpdateId, reason);
            return null;
        }

        var message = TelegramMapping.ToInbound(update, account);
        if (message is null) LogIgnored(bot, update.UpdateId);
        return message;
    }

    private async Task RecoverAsync(IInboundSink sink, Exception exception, CancellationToken cancellationToken)
    {
        var (wait, state) = _trouble.After(exception, bot);
        _up = false;
        if (exception is TelegramApiException { Code: 401 or 404 or 409 }) _account = null;
        sink.Report(bot, state);
        LogTrouble(bot, state.Detail, wait.TotalSeconds);
        try
        {
            await Task.Delay(wait, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Bot} is connected to Telegram as @{Username} ({BotId})")]
    private partial void LogConnected(string bot, string username, long botId);

    [LoggerMessage(LogLevel.Warning, "{Bot}: update {UpdateId} cannot be read and is skipped: {Reason}")]
    private partial void LogMalformed(string bot, long updateId, string reason);

    [LoggerMessage(LogLevel.Debug, "{Bot}: update {UpdateId} is not for this bot")]
    private partial void LogIgnored(string bot, long updateId);

    [LoggerMessage(LogLevel.Warning, "{Bot}: {Detail} Next attempt in {Seconds} s")]
    private partial void LogTrouble(string bot, string detail, double seconds);
}
