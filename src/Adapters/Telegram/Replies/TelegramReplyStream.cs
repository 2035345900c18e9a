using System.Text;
using Bots.Adapters.Telegram.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Shows an answer while it grows, within the limits that the server sets.</summary>
internal sealed partial class TelegramReplyStream : IReplyStream
{
    private const int MostStrikes = 3;

    // More cannot be seen in the one message of a preview, whatever the styles take away.
    private const int MostRendered = 16_000;

    // When many stream at once and all are held back, asking more often costs the answers more than it brings.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);

    private readonly TelegramOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TypingIndicator _typing;
    private readonly MessagePreview _fallback;
    private readonly StringBuilder _text = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private IPreview _preview;
    private TimeSpan _interval;
    private string _shownText = "";
    private long _shownAt;
    private int _strikes;

    public TelegramReplyStream(ITelegramClient client, TelegramPayload place, PreviewSettings settings, TimeProvider time, ILogger logger)
    {
        (_time, _logger, _options, _interval) = (time, logger, settings.Options, settings.Interval);
        _fallback = new MessagePreview(client, place, settings);
        _preview = settings is { DraftId: { } draft, Options.NativeDrafts: true } && place.ChatId > 0 && !_fallback.IsShown ? new DraftPreview(client, place, draft) : _fallback;
        _typing = new(client, place, time);
        _running = Task.WhenAll(Task.Run(() => _typing.RunAsync(_stop.Token)), Task.Run(PreviewAsync));
    }

    public void Append(string text)
    {
        _typing.SignOfLife();
        lock (_text)
        {
            if (_text.Length < MostRendered) _text.Append(text);
        }

        LookAgain();
    }

    public async ValueTask<string?> CompleteAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await _running.WaitAsync(cancellationToken);
        return _preview.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _running;
        _stop.Dispose();
        _changed.Dispose();
    }

    // Every turn ends here, so nothing is thrown for it: whoever waits is woken and looks.
    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        LookAgain();
    }

    private async Task PreviewAsync()
    {
        try
        {
            using var renewal = Renewal();
            while (_options.Preview && _strikes < MostStrikes)
            {
                await _changed.WaitAsync(CancellationToken.None);
                if (_stop.IsCancellationRequested) return;
                if (NextText() is not { } text) continue;
                var wait = await ShowAsync(text);
                await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception exception)
        {
            LogPreviewEnded(exception); // cosmetic: the answer itself goes through the outbox
        }
    }

    private ITimer? Renewal() => _preview.Lifetime is { } lifetime
        ? _time.CreateTimer(static state => ((TelegramReplyStream)state!).LookAgain(), this, lifetime, lifetime) : null;

    private string? NextText()
    {
        string markdown;
        lock (_text) markdown = _text.ToString();
        if (!_preview.IsShown && markdown.Length < _options.PreviewFirstCharacters) return null;
        var text = TelegramRenderer.Preview(markdown);
        return text == _shownText && !IsFading() ? null : text;
    }

    private bool IsFading() => _preview is { IsShown: true, Lifetime: { } lifetime } && _time.GetElapsedTime(_shownAt) >= lifetime;

    private async Task<TimeSpan> ShowAsync(string text)
    {
        try
        {
            await _preview.ShowAsync(text);
            (_shownText, _shownAt) = (text, _time.GetTimestamp());
        }
        catch (TelegramApiException exception) when (exception.Says("message is not modified"))
        {
            _shownText = text;
        }
        catch (TelegramApiException exception)
        {
            return Strike(exception);
        }

        return _interval;
    }

    private TimeSpan Strike(TelegramApiException exception)
    {
        LookAgain(); // what could not be shown is tried again with whatever has come by then
        if (exception.IsOurs) return exception.RetryAfter is { } pause && pause > ShortestPause ? pause : ShortestPause;
        LogStrike(exception.Message);
        var patience = exception is { RetryAfter: not null } or { IsOutage: true };
        if (!patience && _preview != _fallback)
        {
            _preview = _fallback; // a server that knows no drafts
            return TimeSpan.Zero;
        }

        _strikes = patience ? _strikes + 1 : MostStrikes;
        _interval *= 2;
        return exception.RetryAfter is { } wait && wait > _interval ? wait : _interval;
    }

    private void LookAgain()
    {
        lock (_text)
        {
            if (_changed.CurrentCount == 0) _changed.Release();
        }
    }

    [LoggerMessage(LogLevel.Debug, "A preview was refused: {Reason}")]
    private partial void LogStrike(string reason);

    [LoggerMessage(LogLevel.Warning, "A preview ended early")]
    private partial void LogPreviewEnded(Exception exception);
}

/// <summary>How one answer is shown while it grows.</summary>
/// <param name="Options">The account's options.</param>
/// <param name="Interval">The time between two edits.</param>
/// <param name="Earlier">The preview of an earlier attempt, if any.</param>
/// <param name="PreviewShown">Makes the id of a new preview durable.</param>
internal sealed record PreviewSettings(TelegramOptions Options, TimeSpan Interval, PreviewId Earlier, Func<string, CancellationToken, ValueTask> PreviewShown)
{
    /// <summary>The number of a native draft, or null where there can be none.</summary>
    public long? DraftId { get; init; }

    /// <summary>Who alone may stop the answer; null for everyone.</summary>
    public long? Asker { get; init; }
}
