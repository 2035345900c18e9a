using Bots.Adapters;

namespace Bots.BotHost.Turns;

/// <summary>What a turn shows of its answer while it grows. A platform that does not answer holds up neither a computed answer nor a stopping host: its
/// request is left behind then, and is the stream's last.</summary>
internal sealed class TurnPreview : IReplyStream
{
    // The request that is under way is usually over long before.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A stopping host waits a little longer for its turns than this.
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(1);

    private readonly OrderedReplyStream _stream;
    private readonly TurnHandle _handle;
    private readonly TimeProvider _time;
    private volatile bool _isLeft;
    private volatile string? _known;

    /// <summary>Opens it.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="previewId">What is shown of it already, or null.</param>
    /// <param name="isFree">Whether nothing goes before it in its chat; not asked again once something was shown.</param>
    /// <param name="shown">Makes the id of a new preview durable.</param>
    /// <param name="time">The clock.</param>
    public TurnPreview(Turn turn, string? previewId, Func<bool> isFree, Func<string, ValueTask> shown, TimeProvider time)
    {
        (_handle, _time, _known) = (turn.Handle, time, previewId);
        _stream = new OrderedReplyStream(SendPermit.Under(() => MayShow, () => turn.Adapter.OpenReply(turn.Message, previewId, (id, _) => NoteAsync(id, shown))), isFree, () => MayShow);
    }

    /// <summary>What was left behind when the stream was completed: done when its request is, with the preview's id. Null where nothing was.</summary>
    public Task<string?>? Left { get; private set; }

    private bool MayShow => !_isLeft && _handle.MayShow;

    public void Append(string text) => _stream.Append(text);

    /// <summary>Ends it, within moments; the id of the preview as far as it is known.</summary>
    public async ValueTask<string?> CompleteAsync(CancellationToken cancellationToken)
    {
        var over = _stream.CompleteAsync(cancellationToken).AsTask();
        if (await IsOverAsync(over, Patience)) return await over;
        Left = LeaveAsync(over);
        return _known;
    }

    /// <summary>Ends it. What shows an answer that is not written yet is waited for, unless the host stops: the next attempt takes the preview up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isLeft) return;
        var over = _stream.DisposeAsync().AsTask();
        if (await IsOverAsync(over, Timeout.InfiniteTimeSpan)) await over;
        else _isLeft = true;
    }

    // Whoever left it knows the id from here: the entry in the store may be done by now.
    private ValueTask NoteAsync(string previewId, Func<string, ValueTask> shown)
    {
        _known = previewId;
        return _isLeft ? default : shown(previewId);
    }

    private async Task<bool> IsOverAsync(Task over, TimeSpan most)
    {
        if (over.IsCompleted) return true;
        using var patience = new CancellationTokenSource(most, _time);
        await using var closing = _handle.Closing.Register(() => patience.CancelAfter(LastPatience));
        await over.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return over.IsCompleted;
    }

    private async Task<string?> LeaveAsync(Task<string?> over)
    {
        _isLeft = true;
        await ((Task)over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stream.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return over.IsCompletedSuccessfully ? await over : _known;
    }
}
