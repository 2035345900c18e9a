namespace Bots.Adapters.Web;

/// <summary>The door to the sink: open while the adapter runs, and closed for good only when nobody is in it.</summary>
internal sealed class WebIntake
{
    private readonly Lock _lock = new();
    private IInboundSink? _sink;
    private TaskCompletionSource? _empty;
    private int _inside;

    /// <summary>Lets messages in.</summary>
    public void Open(IInboundSink sink)
    {
        lock (_lock)
        {
            _sink = sink;
            _empty = null;
        }
    }

    /// <summary>Lets no further message in, and waits for those on their way.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _sink = null;
            _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inside == 0) _empty.SetResult();
            return _empty.Task;
        }
    }

    /// <summary>Stores a message; false when the door is closed.</summary>
    public async Task<bool> TryAcceptAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        if (Enter() is not { } sink) return false;
        try
        {
            await sink.AcceptAsync([message], cancellationToken);
            return true;
        }
        finally
        {
            Leave();
        }
    }

    private IInboundSink? Enter()
    {
        lock (_lock)
        {
            if (_sink is not null) _inside++;
            return _sink;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_inside == 0) _empty?.TrySetResult();
        }
    }
}
