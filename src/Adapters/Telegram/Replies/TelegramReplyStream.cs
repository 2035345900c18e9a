using System.Text;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Sending;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Shows an answer while it grows, by editing one message within the limits that the server sets.</summary>
internal sealed partial class TelegramReplyStream : IReplyStream
{
    private const int MostStrikes = 3;

    // More cannot be seen in the one message of a preview, whatever the styles take away.
    private const int MostRendered = 16_000;

    private readonly ITelegramClient _client;
    private readonly TelegramPayload _place;
    private readonly TelegramOptions _options;
    private readonly Func<string, CancellationToken, ValueTask> _previewShown;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TypingIndicator _typing;
    private readonly StringBuilder _text = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private TimeSpan _interval;
    private MessageRef? _shown;
    private string _shownText = "";
    private int _strikes;

    public TelegramReplyStream(ITelegramClient client, TelegramPayload place, PreviewSettings settings, TimeProvider time, ILogger logger)
    {
        (_client, _place, _time, _logger) = (client, place, time, logger);
        (_options, _previewShown, _interval, _shown) = (settings.Options, settings.PreviewShown, settings.Interval, settings.Shown);
        _typing = new(client, place, time);
        _running = Task.WhenAll(Task.Run(() => _typing.RunAsync(_stop.Token)), Task.Run(PreviewAsync));
    }

    public void Append(string text)
    {
        _typing.SignOfLife();
        lock (_text)
        {
            if (_text.Length < MostRendered) _text.Append(text);
            if (_changed.CurrentCount == 0) _changed.Release();
        }
    }

    public async ValueTask<string?> CompleteAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        return _shown?.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _changed.Dispose();
    }

    private async Task PreviewAsync()
    {
        try
        {
            while (_options.Preview && _strikes < MostStrikes)
            {
                await _changed.WaitAsync(_stop.Token);
                if (NextText() is not { } text) continue;
                var wait = await ShowAsync(text);
                await Task.Delay(wait, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Complete or disposed.
        }
        catch (Exception exception)
        {
            LogPreviewEnded(exception); // cosmetic: the answer itself goes through the outbox
        }
    }

    private string? NextText()
    {
        string markdown;
        lock (_text) markdown = _text.ToString();
        if (_shown is null && markdown.Length < _options.PreviewFirstCharacters) return null;
        var text = TelegramRenderer.Preview(markdown);
        return text == _shownText ? null : text;
    }

    // A request under way is never torn off: nobody could say whether it had come through.
    private async Task<TimeSpan> ShowAsync(string text)
    {
        try
        {
            if (_shown is { } shown) await _client.CallAsync(PreviewRequest.Edit(shown, text), CancellationToken.None);
            else await SendAsync(text);
            _shownText = text;
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

    private async Task SendAsync(string text)
    {
        var sent = await _client.CallAsync(PreviewRequest.For(_place, text) with { Priority = SendPriority.Preview }, CancellationToken.None);
        _shown = new MessageRef(_place.ChatId, sent.MessageId);
        await _previewShown(_shown.Value.ToString(), CancellationToken.None);
    }

    private TimeSpan Strike(TelegramApiException exception)
    {
        if (exception.IsOurs)
        {
            Again();
            return exception.RetryAfter ?? _interval;
        }

        var patience = exception is { RetryAfter: not null } or { IsOutage: true };
        _strikes = patience ? _strikes + 1 : MostStrikes;
        _interval *= 2;
        LogStrike(exception.Message);
        Again();
        return exception.RetryAfter is { } wait && wait > _interval ? wait : _interval;
    }

    // What could not be shown is tried again with whatever has come by then.
    private void Again()
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
/// <param name="Shown">The preview of an earlier attempt, or null.</param>
/// <param name="PreviewShown">Makes the id of a new preview durable.</param>
internal sealed record PreviewSettings(TelegramOptions Options, TimeSpan Interval, MessageRef? Shown, Func<string, CancellationToken, ValueTask> PreviewShown);
