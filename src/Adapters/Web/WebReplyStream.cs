using System.Text;

namespace Bots.Adapters.Web;

/// <summary>An answer while it grows. Tabs are told that it changed and take the newest state when they can.</summary>
internal sealed class WebReplyStream : IReplyStream
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(80);

    private readonly Lock _lock = new();
    private readonly WebRooms _rooms;
    private readonly string _chat;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly StringBuilder _text = new();
    private DateTimeOffset _shown;
    private bool _due;
    private bool _ended;

    /// <summary>Shows at once that an answer is on its way.</summary>
    public WebReplyStream(WebRooms rooms, InboundMessage message, TimeProvider time)
    {
        _rooms = rooms;
        _chat = message.Address.ChatId;
        Turn = Browser.MessageId(message.DedupeId);
        _time = time;
        _timer = time.CreateTimer(_ => Show(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _rooms.Show(_chat, this);
    }

    /// <summary>The page's id of the message being answered.</summary>
    public string Turn { get; }

    /// <inheritdoc/>
    public void Append(string text)
    {
        lock (_lock)
        {
            if (_ended) return;
            _text.Append(text);
            if (_due) return;
            _due = true;
            var wait = _shown + Pace() - _time.GetUtcNow();
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<string?> CompleteAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock) _ended = true;
        await _timer.DisposeAsync();
        _rooms.End(_chat, this);
    }

    /// <summary>The answer as it stands.</summary>
    public WebEvent Snapshot()
    {
        string text;
        bool active;
        lock (_lock)
        {
            text = _text.ToString();
            active = !_ended;
        }

        return WebEvent.Answer(Turn, text.Length == 0 ? null : WebMarkdown.ToHtml(text), active);
    }

    // The whole answer is sent each time, so that nothing goes wrong when a state is skipped; about 40 KB/s whatever its length.
    private TimeSpan Pace() => Shortest + TimeSpan.FromMilliseconds(_text.Length / 40);

    private void Show()
    {
        lock (_lock)
        {
            if (_ended) return;
            _due = false;
            _shown = _time.GetUtcNow();
        }

        _rooms.Show(_chat, this);
    }
}
