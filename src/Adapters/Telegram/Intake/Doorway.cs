namespace Bots.Adapters.Telegram.Intake;

/// <summary>The way to the host for requests that come by themselves: open while the adapter runs, closed only when nobody is in it any more.</summary>
internal sealed class Doorway
{
    private readonly Lock _lock = new();
    private IInboundSink? _sink;
    private TaskCompletionSource? _empty;
    private int _inside;

    /// <summary>Whom updates are for; null before the first opening.</summary>
    public TelegramAccount? Account { get; private set; }

    /// <summary>Lets updates in.</summary>
    public void Open(IInboundSink sink, TelegramAccount account)
    {
        lock (_lock) (_sink, Account) = (sink, account);
    }

    /// <summary>Goes in; null when it is closed. Whoever is in must leave.</summary>
    public (IInboundSink Sink, TelegramAccount Account)? Enter()
    {
        lock (_lock)
        {
            if (_sink is null || Account is null) return null;
            _inside++;
            return (_sink, Account);
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_inside == 0) _empty?.TrySetResult();
        }
    }

    /// <summary>Lets nobody in any more and waits for those inside.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            (_sink, Account) = (null, null);
            _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inside == 0) _empty.SetResult();
            return _empty.Task;
        }
    }
}
