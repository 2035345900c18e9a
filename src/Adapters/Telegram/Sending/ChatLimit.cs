namespace Bots.Adapters.Telegram.Sending;

/// <summary>What one chat takes: about one message per second with a short burst, a group 20 per minute, and nothing while the server says so.</summary>
internal sealed class ChatLimit(bool isGroup, TelegramOptions options)
{
    private const int Burst = 3;

    // Previews leave so much of a group's minute to answers.
    private const int ReservedForAnswers = 6;

    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60.5);

    private readonly Queue<TimeSpan> _minute = new();
    private double _tokens = Burst;
    private TimeSpan _refilled;
    private TimeSpan _blockedUntil;

    /// <summary>Whether the server has asked to leave the chat alone for now.</summary>
    public bool IsBlocked(TimeSpan now) => _blockedUntil > now;

    /// <summary>Whether nothing is known that a new object would not know.</summary>
    public bool IsIdle(TimeSpan now) => !IsBlocked(now) && (_minute.Count == 0 || now - _minute.Last() > Minute) && now - _refilled > TimeSpan.FromSeconds(Burst / options.ChatMessagesPerSecond);

    /// <summary>How long until the chat takes another message; zero for now.</summary>
    public TimeSpan WaitFor(SendPriority priority, TimeSpan now)
    {
        if (priority == SendPriority.Typing) return Positive(_blockedUntil - now);
        Refill(now);
        var bucket = TimeSpan.FromSeconds(_tokens >= 1 ? 0 : (1 - _tokens) / options.ChatMessagesPerSecond);
        return Max(Max(Positive(_blockedUntil - now), bucket), WindowWait(priority, now));
    }

    /// <summary>Counts one message.</summary>
    public void Take(SendPriority priority, TimeSpan now)
    {
        if (priority == SendPriority.Typing) return;
        _tokens -= 1;
        if (isGroup) _minute.Enqueue(now);
    }

    /// <summary>Leaves the chat alone for so long.</summary>
    public void Block(TimeSpan until) => _blockedUntil = until > _blockedUntil ? until : _blockedUntil;

    private TimeSpan WindowWait(SendPriority priority, TimeSpan now)
    {
        while (_minute.Count > 0 && now - _minute.Peek() >= Minute) _minute.Dequeue();
        var most = priority == SendPriority.Preview ? options.GroupMessagesPerMinute - ReservedForAnswers : options.GroupMessagesPerMinute;
        return _minute.Count < most ? TimeSpan.Zero : Positive(_minute.ElementAt(_minute.Count - most) + Minute - now);
    }

    private void Refill(TimeSpan now)
    {
        _tokens = Math.Min(Burst, _tokens + ((now - _refilled).TotalSeconds * options.ChatMessagesPerSecond));
        _refilled = now;
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
