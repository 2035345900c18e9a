using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Bots.Adapters.Web;

/// <summary>One open page: what it has still to be told.</summary>
/// <remarks>Of an answer being written only the newest state waits, however slow the page is. Everything else waits in order; a page
/// too slow for that is disconnected, and catches up from the history when it returns.</remarks>
internal sealed class WebTab
{
    private const int MostWaiting = 64;

    private readonly Lock _lock = new();
    private readonly Queue<WebEvent> _waiting = new();
    private readonly Dictionary<string, WebReplyStream> _answers = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Tells it something that must not be left out.</summary>
    public void Post(WebEvent item)
    {
        lock (_lock)
        {
            if (!HasRoom()) return;
            _waiting.Enqueue(item);
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>Says that an answer has changed.</summary>
    public void Touch(WebReplyStream answer)
    {
        lock (_lock)
        {
            if (!_answers.ContainsKey(answer.Turn) && !HasRoom()) return;
            _answers[answer.Turn] = answer;
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>Ends the connection; the page comes back by itself.</summary>
    public void Close() => _wake.Writer.TryComplete();

    /// <summary>What to send, as it comes, until the tab is closed.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _wake.Reader.WaitToReadAsync(cancellationToken))
        {
            _wake.Reader.TryRead(out _);
            while (Next() is { } item) yield return item.ToItem();
        }
    }

    private bool HasRoom()
    {
        if (_waiting.Count + _answers.Count < MostWaiting) return true;
        Close();
        return false;
    }

    private WebEvent? Next()
    {
        WebReplyStream answer;
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var item)) return item;
            if (_answers.Count == 0) return null;
            answer = _answers.Values.First();
            _answers.Remove(answer.Turn);
        }

        return answer.Snapshot();
    }
}
