using System.Text;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Typing until the first words, then a message that is edited while the answer grows.</summary>
internal sealed class DiscordReplyStream : IReplyStream
{
    private const int MostStrikes = 3;
    private const int MostTypingFailures = 2;
    private static readonly TimeSpan TypingInterval = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan TypingPatience = TimeSpan.FromSeconds(60);

    private readonly DiscordContext _context;
    private readonly InboundMessage _message;
    private readonly PreviewTarget _target;
    private readonly Func<string, CancellationToken, ValueTask> _previewShown;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _typingEnd;
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly Task _running;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastLife;
    private string? _previewId;

    public DiscordReplyStream(DiscordContext context, InboundMessage message, string? previewId, Func<string, CancellationToken, ValueTask> previewShown)
    {
        (_context, _message, _previewId, _previewShown) = (context, message, previewId, previewShown);
        _target = new(context, message);
        _typingEnd = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        _lastLife = context.Time.GetTimestamp();
        _running = Task.WhenAll(TypeAsync(), context.Options.Preview && (_target.CanBegin || previewId is not null) ? ShowAsync() : Task.CompletedTask);
    }

    public void Append(string text)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _text.Append(text);
            _lastLife = _context.Time.GetTimestamp();
            changed = _changed;
        }

        changed.TrySetResult();
    }

    public async ValueTask<string?> CompleteAsync(CancellationToken cancellationToken)
    {
        await _end.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        return _previewId;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _typingEnd.Dispose();
        _end.Dispose();
    }

    private async Task TypeAsync()
    {
        if (!_target.WantsTyping || _previewId is not null) return;
        for (var failures = 0; failures < MostTypingFailures && !_typingEnd.IsCancellationRequested;)
        {
            if (_context.Time.GetElapsedTime(Interlocked.Read(ref _lastLife)) <= TypingPatience && !await TriedAsync(_target.TypeAsync)) failures++;
            await PauseAsync(TypingInterval, _typingEnd.Token);
        }
    }

    private async Task ShowAsync()
    {
        var interval = TimeSpan.FromMilliseconds(_context.Options.PreviewIntervalMilliseconds);
        var shown = "";
        for (var strikes = 0; strikes < MostStrikes && await NextAsync(shown) is { } next; await PauseAsync(interval, _end.Token))
        {
            try
            {
                await ShowAsync(next);
                shown = next;
                strikes = 0;
            }
            catch (DiscordApiException exception) when (exception.IsOurs)
            {
                // Tried again with whatever has come by then.
            }
            catch (DiscordApiException exception) when (exception.Status == 429 || exception.IsOutage)
            {
                strikes++;
                interval = Max(interval * 2, exception.RetryAfter ?? TimeSpan.Zero);
            }
            catch (DiscordApiException exception)
            {
                // A preview that was deleted must not be edited into the answer.
                if (exception.Code == DiscordErrors.UnknownMessage) _previewId = null;
                return;
            }
        }
    }

    private async Task ShowAsync(string text)
    {
        if (_previewId is { } shown)
        {
            await _target.ChangeAsync(shown, text, CancellationToken.None);
            return;
        }

        // Once a preview was asked for, its id must be learned: giving up in between would leave a stray one.
        _previewId = await _target.ShowAsync(text, CancellationToken.None);
        await _typingEnd.CancelAsync();
        await _previewShown(_previewId, CancellationToken.None);
    }

    /// <summary>The next text worth showing; null when the stream ends.</summary>
    private async Task<string?> NextAsync(string shown)
    {
        while (!_end.IsCancellationRequested)
        {
            Task changed;
            lock (_lock)
            {
                if (_changed.Task.IsCompleted) _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
                if (_text.Length >= _context.Options.PreviewFirstCharacters && Preview.TextOf(_text.ToString()) is var next && next != shown) return next;
            }

            await changed.WaitAsync(_end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private async Task<bool> TriedAsync(Func<CancellationToken, Task> show)
    {
        try
        {
            await show(_typingEnd.Token);
            return true;
        }
        catch (DiscordApiException exception)
        {
            return exception.Status == 429; // others type in the same channel: no reason to give up
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private async Task PauseAsync(TimeSpan time, CancellationToken cancellationToken) =>
        await Task.Delay(time, _context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
