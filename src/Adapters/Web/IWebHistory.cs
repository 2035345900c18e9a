namespace Bots.Adapters.Web;

/// <summary>What the page shows of a conversation; the host reads it from its store.</summary>
public interface IWebHistory
{
    /// <summary>The newest <paramref name="maxMessages"/> messages of the conversation the key leads to now, oldest first; empty when there is none.</summary>
    /// <exception cref="Bots.Sessions.SessionStoreException">The store cannot be read now; the page tries again.</exception>
    ValueTask<IReadOnlyList<WebMessage>> GetAsync(string sessionKey, int maxMessages, CancellationToken cancellationToken);
}

/// <summary>One message of the history.</summary>
/// <param name="Role">Who speaks; only <c>user</c> and <c>assistant</c> are shown.</param>
/// <param name="Text">The text, Markdown when the assistant speaks.</param>
public sealed record WebMessage(string Role, string Text)
{
    /// <summary>The dedupe id of the message that began the turn, or null when it is not known (metadata <c>bots_turn</c>).</summary>
    public string? Turn { get; init; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset At { get; init; }
}
