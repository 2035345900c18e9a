using Bots.Adapters.Telegram.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Takes updates in by long polling, through any outage. An update counts as received only once it is stored.</summary>
internal sealed partial class TelegramPoller(string bot, TelegramOptions options, ITelegramClient client, TelegramIntake intake, TimeProvider time, ILogger logger)
{
    private const int BatchSize = 100;

    // A week of silence lets the server begin anew with its numbers (Bot API, Update): they may be lower than the last.
    private static readonly TimeSpan RestWhenNumbersFall = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);
    private static readonly AdapterState Paused = new(AdapterHealth.Paused, "The session store is down: updates are left with Telegram, which keeps them for 24 hours.");

    private readonly PollTrouble _trouble = new();
    private TelegramAccount? _account;
    private long? _offset;
    private bool _up;

    /// <summary>Polls until cancelled.</summary>
    public async Task RunAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        await PollAsync(sink, cancellationToken);
        await intake.DrainAsync();
    }

    private async Task PollAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        sink.Report(bot, Alive(new(AdapterHealth.Starting, "Connecting to Telegram.")));
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
        sink.Report(bot, Alive(new(AdapterHealth.Up, $"Receiving as @{account.Username}.")));
    }

    /// <summary>The longest that can lie before the next report: connecting, a poll that its watchdog ends, storing, and some margin.</summary>
    private AdapterState Alive(AdapterState state, TimeSpan wait = default) =>
        state with { NextWithin = wait + TimeSpan.FromSeconds((2 * options.RequestTimeoutSeconds) + options.WatchdogSeconds) + Margin };

    private async Task<TelegramAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        var me = await client.CallAsync(new GetMe(), cancellationToken);
        // A webhook left over from earlier would make every poll fail; its waiting updates are kept.
        await client.CallAsync(new DeleteWebhook(), cancellationToken);
        LogConnected(bot, me.Username ?? "", me.Id);
        return TelegramAccount.Of(bot, me, options);
    }

    private async Task<UpdateBatch> GetUpdatesAsync(CancellationToken cancellationToken)
    {
        using var watchdog = new CancellationTokenSource(TimeSpan.FromSeconds(options.WatchdogSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Token, cancellationToken);
        try
        {
            // After trouble the first poll returns at once, so that operators need not wait for the good news.
            return await client.CallAsync(new GetUpdates(_offset, BatchSize, _up ? options.PollTimeoutSeconds : 0, TelegramIntake.Kinds(options)), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TelegramApiException(0, $"The poll showed no life for {options.WatchdogSeconds} s.");
        }
    }

    private async Task AcceptAsync(IInboundSink sink, UpdateBatch updates, TelegramAccount account, CancellationToken cancellationToken)
    {
        await PatientIntake.RunAsync(() => intake.AcceptAsync(sink, updates, account, cancellationToken), () => sink.Report(bot, Alive(Paused)), time, cancellationToken);
        var next = updates.Max(static update => update.UpdateId) + 1;
        var fell = next <= (_offset ?? 0);
        _offset = next;
        if (fell) await Task.Delay(RestWhenNumbersFall, time, cancellationToken);
    }

    private async Task RecoverAsync(IInboundSink sink, Exception exception, CancellationToken cancellationToken)
    {
        var (wait, state) = _trouble.After(exception, bot);
        _up = false;
        if (exception is TelegramApiException { Code: 401 or 404 or 409 }) _account = null;
        sink.Report(bot, Alive(state, wait));
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

    [LoggerMessage(LogLevel.Debug, "{Bot}: {Detail} Next attempt in {Seconds} s")]
    private partial void LogTrouble(string bot, string detail, double seconds);
}
