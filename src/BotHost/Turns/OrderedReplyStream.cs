using System.Text;
using Bots.Adapters;

namespace Bots.BotHost.Turns;

/// <summary>Shows nothing of an answer while an earlier reply of its chat is still to be delivered: the preview becomes the answer, and would
/// stand above what was said before it. Nor anything while another host may show it.</summary>
/// <param name="inner">Shows the answer.</param>
/// <param name="isFree">Whether nothing goes before it; not asked again once something was shown.</param>
/// <param name="mayShow">Whether the turn is this host's for certain.</param>
internal sealed class OrderedReplyStream(IReplyStream inner, Func<bool> isFree, Func<bool> mayShow) : IReplyStream
{
    private readonly StringBuilder _heldBack = new();
    private bool _shows;

    public void Append(string text)
    {
        if (!mayShow() || (!_shows && !isFree()))
        {
            _heldBack.Append(text);
            return;
        }

        _shows = true;
        if (_heldBack.Length > 0) text = _heldBack.Append(text).ToString();
        _heldBack.Clear();
        inner.Append(text);
    }

    public ValueTask<string?> CompleteAsync(CancellationToken cancellationToken) => inner.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
