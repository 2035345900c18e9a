namespace Bots.Adapters.Telegram.Replies;

/// <summary>What a stored preview id says: the message that becomes the reply, and a preview that goes away once the reply is there.</summary>
/// <param name="Shown">The message to edit into the reply, or null when none was sent yet.</param>
/// <param name="Stale">A preview that the reply does not take the place of, or null.</param>
internal readonly record struct PreviewId(MessageRef? Shown, MessageRef? Stale)
{
    private const char Mark = '~';

    /// <summary>Reads <c>chat/message</c>, <c>~chat/message</c> or both; anything else says nothing.</summary>
    public static PreviewId Parse(string? text)
    {
        var at = text?.IndexOf(Mark, StringComparison.Ordinal) ?? -1;
        return at < 0 ? new(MessageRef.Parse(text), null) : new(MessageRef.Parse(text![..at]), MessageRef.Parse(text[(at + 1)..]));
    }

    /// <summary>What of it stands in the chat: a preview that was shown before the chat moved cannot be changed any more.</summary>
    public PreviewId In(long chatId) => (Shown ?? Stale)?.ChatId == chatId ? this : default;

    public override string ToString() => $"{Shown}{(Stale is { } stale ? $"{Mark}{stale}" : "")}";
}
