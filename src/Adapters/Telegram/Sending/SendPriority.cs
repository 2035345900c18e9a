namespace Bots.Adapters.Telegram.Sending;

/// <summary>Who goes first when the limits leave room for one.</summary>
internal enum SendPriority
{
    /// <summary>The final text of an answer.</summary>
    Final,

    /// <summary>A new message that a final will follow.</summary>
    Message,

    /// <summary>A preview: never waits, what cannot be shown now is shown with newer text later.</summary>
    Preview,

    /// <summary>"Typing": never waits, and counts only towards the token's limit.</summary>
    Typing,
}

/// <summary>Which limits a request falls under.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Priority">Its place in the queue.</param>
internal readonly record struct SendLane(long ChatId, SendPriority Priority);
