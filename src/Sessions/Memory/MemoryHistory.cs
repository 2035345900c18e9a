using Bots.Sessions.Search;

namespace Bots.Sessions.Memory;

/// <summary>A history as its last message and the history before it. Immutable, so forks and checkpoints share it at no cost; null is the empty one.</summary>
/// <remarks>Besides the message before, each knows one much further back (a skew-binary jump), so that any place is found in logarithmic time.</remarks>
internal sealed class MemoryHistory
{
    private readonly MemoryHistory? _before;
    private readonly MemoryHistory? _jump;

    private MemoryHistory(MemoryHistory? before, SessionMessage message, MemoryAuthor author)
    {
        (_before, Message, Author, Count) = (before, message, author, CountOf(before) + 1);
        var isPair = before is not null && before.Count - CountOf(before._jump) == CountOf(before._jump) - CountOf(before._jump?._jump);
        _jump = isPair ? before!._jump?._jump : before;
    }

    /// <summary>The last message.</summary>
    public SessionMessage Message { get; }

    /// <summary>The last message as a search reads it. Two searches that ask first at once make it twice, and either is right.</summary>
    public SearchedText Searched => field ??= SearchedText.Of(Message.Content);

    /// <summary>Whose session wrote it.</summary>
    public MemoryAuthor Author { get; }

    /// <summary>How many messages there are, the last included.</summary>
    public int Count { get; }

    public static int CountOf(MemoryHistory? history) => history?.Count ?? 0;

    public static MemoryHistory? Append(MemoryHistory? history, IEnumerable<SessionMessage> messages, MemoryAuthor author) =>
        messages.Aggregate(history, (before, message) => new(before, message, author));

    /// <summary>The history with one message more, which stands elsewhere already.</summary>
    public static MemoryHistory Append(MemoryHistory? history, MemoryHistory place) => new(history, place.Message, place.Author);

    /// <summary>The history of the first <paramref name="count"/> messages.</summary>
    public static MemoryHistory? First(MemoryHistory? history, int count)
    {
        while (history is not null && history.Count > count) history = CountOf(history._jump) >= count ? history._jump : history._before;
        return history;
    }

    /// <summary>How many messages two histories share from the beginning.</summary>
    /// <remarks>Two messages at the same place jump equally far, so that both sides can walk in step.</remarks>
    public static int CommonCount(MemoryHistory? left, MemoryHistory? right)
    {
        var count = Math.Min(CountOf(left), CountOf(right));
        (left, right) = (First(left, count), First(right, count));
        while (left != right) (left, right) = left!._jump != right!._jump ? (left._jump, right._jump) : (left._before, right._before);
        return CountOf(left);
    }

    /// <summary>The histories that end with each message, the shortest first.</summary>
    public static MemoryHistory[] Places(MemoryHistory? history)
    {
        var places = new MemoryHistory[CountOf(history)];
        for (; history is not null; history = history._before) places[history.Count - 1] = history;
        return places;
    }

    /// <summary>The newest messages, oldest first.</summary>
    public static SessionMessage[] Newest(MemoryHistory? history, int max)
    {
        var messages = new SessionMessage[Math.Min(max, CountOf(history))];
        for (var at = messages.Length - 1; at >= 0; at--, history = history._before) messages[at] = history!.Message;
        return messages;
    }
}
