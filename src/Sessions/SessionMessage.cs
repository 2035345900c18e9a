namespace Bots.Sessions;

/// <summary>One message of a session.</summary>
/// <param name="Role">The speaker: <c>user</c>, <c>assistant</c>, <c>system</c>, <c>tool</c>, or any other word.</param>
/// <param name="Content">The text; never null.</param>
public sealed record SessionMessage(string Role, string Content)
{
    /// <summary>When the message was stored (to the microsecond). Informative only: the order of messages is their position.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>What belongs to the message beside its text; <see cref="MessageMetadata.Empty"/> when there is nothing.</summary>
    public MessageMetadata Metadata { get; init; } = MessageMetadata.Empty;
}
