using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bots.Sessions;

namespace Bots.Agents.Analytics;

/// <summary>What users explicitly say about answers, kept in the session's state beside them.</summary>
public static class Feedback
{
    private const string Prefix = "feedback:";
    private const int MaxComment = 1_000;

    /// <summary>Rates the newest answer of a session; a second rating of the same answer takes the place of the first.</summary>
    /// <param name="store">A store with <see cref="ISessionState"/>.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="isGood">Good or bad.</param>
    /// <param name="comment">Why, or null; at most 1,000 characters are kept.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn to write.</param>
    /// <returns>False when there is no answer to rate.</returns>
    /// <exception cref="NotSupportedException">The store keeps no state.</exception>
    public static async Task<bool> RateAsync(ISessionStore store, string sessionId, bool isGood, string? comment = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var state = store.Require<ISessionState>();
        var history = await store.GetChatHistoryAsync(sessionId, null, cancellationToken);
        var index = history.Count - 1;
        while (index >= 0 && history[index].Role != "assistant") index--;
        if (index < 0) return false;
        var why = comment is null ? null : MessageText.WellFormed(comment.Length <= MaxComment ? comment : comment[..MaxComment]);
        var value = JsonSerializer.SerializeToElement(new Dictionary<string, object?> { ["good"] = isGood, ["comment"] = why });
        await state.SetStateAsync(StateScope.Session(sessionId), string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}"), value, null, cancellationToken);
        return true;
    }

    /// <summary>The ratings of answers that the history still holds.</summary>
    internal static async IAsyncEnumerable<bool> ReadAsync(ISessionState state, string sessionId, int messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (key, value) in await state.ListStateAsync(StateScope.Session(sessionId), cancellationToken))
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(key.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < messages
                && value.Value is { ValueKind: JsonValueKind.Object } rating && rating.TryGetProperty("good", out var good) && good.ValueKind is JsonValueKind.True or JsonValueKind.False)
                yield return good.GetBoolean();
        }
    }
}
