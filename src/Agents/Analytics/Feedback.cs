using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
        if (history.LastOrDefault(static message => message.Role == "assistant") is not { } answer) return false;
        var why = comment is null ? null : MessageText.WellFormed(comment.Length <= MaxComment ? comment : comment[..MaxComment]);
        var value = JsonSerializer.SerializeToElement(new Dictionary<string, object?> { ["good"] = isGood, ["comment"] = why });
        await state.SetStateAsync(StateScope.Session(sessionId), KeyOf(answer), value, null, cancellationToken);
        return true;
    }

    /// <summary>The ratings of the answers that this history holds: what was taken back, trimmed or left behind in another branch does not count.</summary>
    internal static async Task<IReadOnlyList<bool>> ReadAsync(ISessionState state, string sessionId, IReadOnlyList<SessionMessage> history, CancellationToken cancellationToken)
    {
        var ratings = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (key, value) in await state.ListStateAsync(StateScope.Session(sessionId), cancellationToken))
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal) && value.Value is { ValueKind: JsonValueKind.Object } rating
                && rating.TryGetProperty("good", out var good) && good.ValueKind is JsonValueKind.True or JsonValueKind.False)
                ratings[key] = good.GetBoolean();
        }

        if (ratings.Count == 0) return [];
        var answers = history.Where(static message => message.Role == "assistant").Select(KeyOf).Distinct(StringComparer.Ordinal);
        return [.. answers.Where(ratings.ContainsKey).Select(key => ratings[key])];
    }

    // Places change when a history is taken back, trimmed or branched; what was said and when stays with the answer, in every store.
    private static string KeyOf(SessionMessage answer)
    {
        var told = string.Create(CultureInfo.InvariantCulture, $"{answer.Timestamp.UtcTicks} {answer.Content}");
        return Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told)).AsSpan(0, 16));
    }
}
