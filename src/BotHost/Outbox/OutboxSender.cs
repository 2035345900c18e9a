using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Outbox;

/// <summary>Delivers stored replies: chats side by side, within a chat one after another.</summary>
/// <remarks>What is in memory is bounded; the rest waits in the store. A chat with nothing to send costs nothing.</remarks>
internal sealed partial class OutboxSender(DeliveryStores stores, HostIdentity host, StorePatience patience, LeaseClock lease, ReplyDelivery delivery, TimeProvider time, ILogger<OutboxSender> logger) : IDisposable
{
    /// <summary>Replies held in memory at most; the rest waits in the store.</summary>
    public const int MostInMemory = 2_000;

    // Another host delivers an older reply of the chat: it is looked again so often whether it has.
    private static readonly TimeSpan HeldUpPause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Dictionary<(string Bot, string Chat), Queue<(OutboxEntry Reply, LeaseTerm Term)>> _chats = [];
    private readonly HashSet<long> _held = [];

    // Settled while a page was being read, which may still show them as pending: taking them in would deliver them a second time.
    private readonly HashSet<long> _settled = [];

    // The newest reply written for a chat and not read back yet.
    private readonly Dictionary<(string Bot, string Chat), long> _announced = [];

    // Chats of which another host delivers something first; everything is read again after a while.
    private readonly HashSet<(string Bot, string Chat)> _heldUp = [];
    private ITimer? _pause;
    private long _after;
    private int _scan;

    /// <summary>Replies held in memory.</summary>
    public int InMemory
    {
        get
        {
            lock (_lock) return _held.Count;
        }
    }

    /// <summary>Chats with a reply under way.</summary>
    public int Chats
    {
        get
        {
            lock (_lock) return _chats.Count;
        }
    }

    /// <summary>True while a reply of the chat is to be delivered, now or later.</summary>
    public bool IsBusy(string bot, string chat)
    {
        lock (_lock) return _chats.ContainsKey((bot, chat)) || _announced.ContainsKey((bot, chat)) || _heldUp.Contains((bot, chat));
    }

    /// <summary>Says that the store holds new replies for a chat, up to this one. Cheap, never waits.</summary>
    public void Announce(string bot, string chat, long newest)
    {
        lock (_lock)
        {
            // It may have been read, and even delivered, before its writer got here.
            if (newest > _after) _announced[(bot, chat)] = newest;
        }

        Wake();
    }

    /// <summary>Says that the store holds new replies. Cheap, never waits.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (_wake.CurrentCount == 0) _wake.Release();
        }
    }

    /// <summary>Says that older replies may have become ours (a takeover, a revival).</summary>
    public void Rescan()
    {
        lock (_lock)
        {
            _after = 0;
            _scan++;
            // Until they are read again nobody shows anything there.
            foreach (var chat in _heldUp) _announced.TryAdd(chat, 0);
            _heldUp.Clear();
            EndPause();
        }

        Wake();
    }

    /// <summary>Delivers until cancelled; returns when no delivery is under way.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await _wake.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!cancellationToken.IsCancellationRequested && await TryLoadAsync(cancellationToken))
            {
            }
        }

        lock (_lock) EndPause();
        while (Chats > 0) await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
    }

    /// <summary>Waits until nothing that can be sent now is left, or the time is over.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && Chats > delivery.Sleeping)
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        lock (_lock) EndPause();
        _wake.Dispose();
    }

    private async Task<bool> TryLoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (patience.IsOver)
        {
            return false;
        }
        catch (Exception exception)
        {
            LogNotRead(exception);
            return false;
        }
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        // Whoever renews the lease lets everything be read again.
        var term = lease.Current;
        if (!term.Holds) return false;
        long after, announced;
        int scan, room;
        lock (_lock)
        {
            room = MostInMemory - _held.Count;
            if (room <= 0) return false;
            _settled.Clear();
            (after, scan) = (_after, _scan);
            announced = _announced.Count == 0 ? 0 : _announced.Values.Max();
        }

        var page = await patience.RunAsync(token => stores.Outbox.PendingAsync(host.Owner, after, Math.Min(room, 200), token));
        lock (_lock)
        {
            if (_scan != scan) return true;
            foreach (var entry in page) Hold(entry, term, cancellationToken);
            if (page.Count > 0) _after = page[^1].Id;
            else ForgetAnnounced(announced);
            return page.Count > 0;
        }
    }

    // Written before everything was read, and not found: somebody else delivers it, or has.
    private void ForgetAnnounced(long upTo)
    {
        foreach (var chat in _announced.Where(pair => pair.Value <= upTo).Select(static pair => pair.Key).ToList()) _announced.Remove(chat);
    }

    private void Hold(OutboxEntry entry, LeaseTerm term, CancellationToken cancellationToken)
    {
        var chat = (entry.Message.Bot, entry.Message.Chat);
        if (entry.IsHeldUp) HoldUp(chat);
        if (_heldUp.Contains(chat) || _settled.Contains(entry.Id) || !_held.Add(entry.Id)) return;
        if (_announced.TryGetValue(chat, out var newest) && newest <= entry.Id) _announced.Remove(chat);
        if (_chats.TryGetValue(chat, out var waiting))
        {
            waiting.Enqueue((entry, term));
            return;
        }

        _chats[chat] = new([(entry, term)]);
        _ = Task.Run(() => SendChatAsync(chat, cancellationToken), CancellationToken.None);
    }

    private void HoldUp((string Bot, string Chat) chat)
    {
        if (_heldUp.Add(chat)) _pause ??= time.CreateTimer(_ => LookAgain(), null, HeldUpPause, Timeout.InfiniteTimeSpan);
    }

    private void LookAgain()
    {
        lock (_lock)
        {
            if (_pause is not null) Rescan();
        }
    }

    private void EndPause()
    {
        _pause?.Dispose();
        _pause = null;
    }

    private async Task SendChatAsync((string Bot, string Chat) chat, CancellationToken cancellationToken)
    {
        try
        {
            while (Head(chat) is { } head)
            {
                if (!await delivery.RunAsync(head.Reply, head.Term, cancellationToken))
                {
                    LookAnew(chat);
                    return;
                }

                Done(chat, head.Reply.Id);
            }
        }
        catch (OperationCanceledException)
        {
            // The host ends: what is left is delivered by the next start.
            Drop(chat);
        }
        catch (Exception exception)
        {
            // The replies stay pending in the store and come back with the next rescan.
            LogBroken(exception, chat.Bot);
            Drop(chat);
        }
    }

    private (OutboxEntry Reply, LeaseTerm Term)? Head((string, string) chat)
    {
        lock (_lock)
        {
            if (_chats[chat].TryPeek(out var head)) return head;
            _chats.Remove(chat);
            return null;
        }
    }

    /// <summary>Forgets what was held for a chat: only the store can say what is still this host's.</summary>
    private void LookAnew((string, string) chat)
    {
        lock (_lock)
        {
            Drop(chat);
            _announced.TryAdd(chat, 0);
            Rescan();
        }
    }

    private void Drop((string, string) chat)
    {
        lock (_lock)
        {
            if (!_chats.Remove(chat, out var rest)) return;
            foreach (var (reply, _) in rest) _held.Remove(reply.Id);
        }
    }

    private void Done((string, string) chat, long id)
    {
        bool wasFull;
        lock (_lock)
        {
            _chats[chat].Dequeue();
            wasFull = _held.Count >= MostInMemory;
            _held.Remove(id);
            _settled.Add(id);
        }

        if (wasFull) Wake();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot}: delivering failed unexpectedly; the replies are kept and tried again")]
    private partial void LogBroken(Exception exception, string bot);

    [LoggerMessage(Level = LogLevel.Error, Message = "The replies that wait could not be read; they are kept, and read again with the next renewal of the lease")]
    private partial void LogNotRead(Exception exception);
}
