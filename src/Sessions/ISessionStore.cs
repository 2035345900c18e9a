namespace Bots.Sessions;

/// <summary>Keeps the messages of sessions. These five methods are all a store needs to work everywhere in the product.</summary>
/// <remarks>
/// <para>A session id is opaque: any Unicode text of 1 to 512 bytes of UTF-8. Ids that differ in one code unit never share content,
/// whatever the file system or database collation. A lone surrogate in an id is an <see cref="ArgumentException"/>.</para>
/// <para>Every method may be called from any thread at any time, also for the same session and from several processes that share
/// one backend. Messages are ordered by the position the store gives them while it writes, never by a clock.</para>
/// <para>"Not there" is an answer, not an exception. A backend that fails throws <see cref="SessionStoreException"/>.
/// Cancelling a write that has begun may still complete it; nothing is ever half written.</para>
/// </remarks>
public interface ISessionStore
{
    /// <summary>Appends one message and creates the session when it is new; true once the message is durable.</summary>
    /// <param name="sessionId">The session, see the remarks of <see cref="ISessionStore"/>.</param>
    /// <param name="role">The speaker: <c>user</c>, <c>assistant</c>, <c>system</c>, <c>tool</c>, or any other word: not blank, at most 256 characters.</param>
    /// <param name="content">The text, of any length. Lone surrogates are stored as U+FFFD.</param>
    /// <param name="metadata">What belongs to the message beside its text, tool calls included. Lone surrogates in it are stored as U+FFFD too.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn to write.</param>
    /// <returns>False when the message was not stored because another program held the session for too long.</returns>
    ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the newest <paramref name="maxMessages"/> messages, oldest first; empty for an unknown session.</summary>
    /// <remarks>The list is a copy. A tool call and its results are never separated: a group that does not fit whole is left out,
    /// and so is everything older. Null means all; zero or less means none.</remarks>
    ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default);

    /// <summary>Erases every message of the session and keeps the session itself; false for an unknown session.</summary>
    ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Erases the session and its messages; false for an unknown session. Deleting twice is fine.</summary>
    ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>True when the session was ever written to and not deleted since; a cleared session exists.</summary>
    ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default);
}
