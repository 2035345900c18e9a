namespace Bots.Sessions;

/// <summary>A store that keeps summaries beside a history. A summary is a view over a range: the messages stay as they are.</summary>
/// <remarks>A summary holds while its last message is still part of the history: a revert behind it hides it, the way back shows it again, a
/// fork that takes the whole range over sees it as well. Clearing or deleting a session erases its summaries, and those made of its text. Where a store is
/// set to keep only so many messages, a summary outlives those it was made of: it stands for what is left of its range, and for an empty one, before <see cref="SessionSummary.FromIndex"/>, when nothing is.</remarks>
public interface ISessionSummaries
{
    /// <summary>Keeps a summary; a later one over the same range takes its place. An empty text changes nothing.</summary>
    /// <returns>False, and nothing changed, when the text is empty, the session or the range is unknown, or the messages of the range no
    /// longer are those of <see cref="SessionSummary.SourceHash"/>.</returns>
    ValueTask<bool> SaveSummaryAsync(string sessionId, SessionSummary summary, CancellationToken cancellationToken = default);

    /// <summary>The summaries that hold for the present history, by first and then last message.</summary>
    ValueTask<IReadOnlyList<SessionSummary>> ListSummariesAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Removes the summary over exactly this range; false when there is none.</summary>
    ValueTask<bool> DeleteSummaryAsync(string sessionId, int fromIndex, int toIndex, CancellationToken cancellationToken = default);
}

/// <summary>What a range of messages says, in short.</summary>
/// <param name="FromIndex">The first message of the range, an index into the full history.</param>
/// <param name="ToIndex">The last message of the range, inclusive; one less than <paramref name="FromIndex"/> when the store has erased all of them.</param>
/// <param name="Text">The summary.</param>
/// <param name="SourceHash">What it was made of: <see cref="HashOf"/> over the messages of the range.</param>
public sealed record SessionSummary(int FromIndex, int ToIndex, string Text, string SourceHash)
{
    /// <summary>When it was made; set by the store.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The hash of messages, in lower case hexadecimal: SHA-256 over role, content, tool calls and tool call id of each, in order.</summary>
    public static string HashOf(IEnumerable<SessionMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var message in messages)
        {
            Add(message.Role);
            Add(message.Content);
            Add(message.Metadata.ToolCalls?.GetRawText());
            Add(message.Metadata.ToolCallId);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        // The length goes first, so that no two lists of messages look the same.
        void Add(string? text)
        {
            var bytes = text is null ? [] : System.Text.Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(text is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
